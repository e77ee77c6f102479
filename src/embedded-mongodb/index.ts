export { findRunningEmbeddedMongodb } from './find-running.js';
export { startEmbeddedMongodb } from './start-embedded-mongodb.js';
