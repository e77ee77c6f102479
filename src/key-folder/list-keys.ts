import { signingAt } from '../identity/keyring.js';
import { type FolderKey, type KeyFolderOptions, type KeySource, readKeyFolder } from './read-key-folder.js';

/**
 * `published` keys will sign later. `verifying` keys have signed, and their tokens may be valid. `expired` keys can be
 * removed. `unlisted` keys are not used.
 */
export type KeyState = 'published' | 'signing' | 'verifying' | 'expired' | 'compromised' | 'unlisted';

/** A key of a folder for an operator. Times are null if they are unknown or never. */
export interface KeyDescription {
  readonly kid: string | null;
  readonly algorithm: string | null;
  readonly state: KeyState;
  readonly file: string;
  readonly publishedAt: Date | null;
  readonly signsFrom: Date | null;
  readonly signsUntil: Date | null;
  readonly verifiesUntil: Date | null;
  readonly problem: string | null;
}

export interface KeyList {
  readonly keys: readonly KeyDescription[];
  readonly problems: readonly string[];
}

/** Describes the keys of a folder and their states. */
export function listKeys(source: KeySource, options: KeyFolderOptions): KeyList {
  const { listed, unlisted, problems } = readKeyFolder(source, options);
  const now = options.now.getTime();
  if (listed === null) {
    const keys = unlisted.map((each, index) =>
      describe(each, index === unlisted.length - 1 ? 'signing' : 'verifying'),
    );
    return { keys, problems };
  }
  const signing = signingAt(listed, now);
  const known = listed.map((each) => {
    const { entry, signsFrom, signsUntil, verifiesUntil } = each;
    const state = ((): KeyState => {
      if (entry.compromised) return 'compromised';
      if (each === signing) return 'signing';
      if (now >= verifiesUntil) return 'expired';
      return now < signsFrom && signsFrom < signsUntil ? 'published' : 'verifying';
    })();
    return {
      ...describe(each, state),
      kid: entry.kid,
      publishedAt: entry.publishedAt,
      signsFrom: entry.signsFrom,
      signsUntil: toDate(signsUntil),
      verifiesUntil: toDate(verifiesUntil),
    };
  });
  return { keys: [...known, ...unlisted.map((each) => describe(each, 'unlisted'))], problems };
}

function describe({ file, key, problem }: FolderKey, state: KeyState): KeyDescription {
  return {
    kid: key?.kid ?? null,
    algorithm: key?.algorithm ?? null,
    state,
    file,
    publishedAt: null,
    signsFrom: null,
    signsUntil: null,
    verifiesUntil: null,
    problem,
  };
}

function toDate(time: number): Date | null {
  return Number.isFinite(time) ? new Date(time) : null;
}
