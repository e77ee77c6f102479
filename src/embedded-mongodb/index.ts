export { EmbeddedMongodbError } from './embedded-mongodb-error.js';
export { findRunningEmbeddedMongodb } from './find-running.js';
export {
  startEmbeddedMongodb,
  type EmbeddedMongodb,
  type EmbeddedMongodbOptions,
} from './start-embedded-mongodb.js';
