export { type FollowedKeyring, followKeyFolder } from './follow-key-folder.js';
export { type KeySource, readKeyFolder } from './read-key-folder.js';
