import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.js';

/** Encrypts text that is stored. */
export interface TextSealer {
  /** @param context what the text belongs to, such as an ID; `open` requires the same */
  seal(text: string, context: string): Buffer;
  /** @returns the same text sealed with the current secret; null if it is so already, or cannot be opened */
  reseal(sealed: Buffer, context: string): Buffer | null;
  /** @returns null if the secret or the context is another one, or if the data was changed */
  open(sealed: Buffer, context: string): string | null;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Creates a sealer: AES-256-GCM with a random nonce, in the layout `nonce . tag . ciphertext`. The key is derived from the
 * secret for the purpose.
 *
 * @param otherSecrets what was sealed with them can be opened, too
 */
export function createTextSealer(
  secret: Buffer,
  purpose: string,
  otherSecrets: readonly Buffer[] = [],
): TextSealer {
  const current = createKeySealer(secret, purpose);
  const others = otherSecrets.map((other) => createKeySealer(other, purpose));
  const openWithOthers = (sealed: Buffer, context: string) => {
    for (const other of others) {
      const text = other.open(sealed, context);
      if (text !== null) return text;
    }
    return null;
  };
  return {
    seal: current.seal,
    open: (sealed, context) => current.open(sealed, context) ?? openWithOthers(sealed, context),
    reseal: (sealed, context) => {
      const text = openWithOthers(sealed, context);
      return text === null ? null : current.seal(text, context);
    },
  };
}

function createKeySealer(secret: Buffer, purpose: string): Pick<TextSealer, 'seal' | 'open'> {
  const key = deriveKey(secret, purpose);
  return {
    seal: (text, context) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(context));
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
    },
    open: (sealed, context) => {
      if (sealed.length < nonceBytes + tagBytes) return null;
      const nonce = sealed.subarray(0, nonceBytes);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = decipher.update(sealed.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
