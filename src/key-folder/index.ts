export {
  addKey,
  formatPrivateKey,
  generateKey,
  importKey,
  retireKey,
  type Retirement,
} from './change-keys.js';
export { followKeyFolder } from './follow-key-folder.js';
export { type KeyDescription, listKeys } from './list-keys.js';
export { type KeySource, readKeyFolder } from './read-key-folder.js';
