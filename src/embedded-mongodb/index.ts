export { findRunningEmbeddedMongodb } from './find-running.js';
export { requireEmbeddedDatabase } from './require-database.js';
export { startEmbeddedMongodb } from './start-embedded-mongodb.js';
