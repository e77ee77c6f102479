export { checkDataFolder, checkFolder } from './check-folder.js';
export { checkLocation } from './check-location.js';
export { readSecretFile, readTrustedFile } from './read-trusted-file.js';
export {
  describeEntry,
  isShared,
  isSticky,
  quote,
  requireTrusted,
  requireTrustedOwner,
} from './require-trusted.js';
export { checkProvidedFolder, trustedFolderEntry } from './trusted-folder-entry.js';
export { UntrustedPathError } from './untrusted-path-error.js';
export { createPrivateFile, replacePrivateFile } from './write-private-file.js';
