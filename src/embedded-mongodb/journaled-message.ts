import { BSON } from 'mongodb';

const opMsgCode = 2013;
const checksumPresentFlag = 1;
const firstSectionOffset = 20;
const bodyKind = 0;
const embeddedDocumentType = 3;
const majority = Buffer.from('majority');

/**
 * Rewrites the write concern `majority` to its equivalent on a single server: `{ w: 1, j: true }`.
 *
 * The engine has no replication and acknowledges `majority` before the journal is written, even with `j: true`, so a
 * killed engine loses acknowledged writes. With `{ w: 1, j: true }` it waits for the journal.
 *
 * @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg
 */
export function journaledMessage(message: Buffer): Buffer {
  if (!message.includes(majority) || !isPlainOpMsg(message)) return message;
  const body = bodyOffset(message);
  const element = body === undefined ? undefined : findWriteConcern(message.subarray(body));
  if (body === undefined || !element) return message;

  const start = body + element.offset;
  const end = start + element.length;
  const writeConcern = BSON.deserialize(message.subarray(start, end));
  if (writeConcern.w !== 'majority') return message;

  const journaled = BSON.serialize({ ...writeConcern, w: 1, j: true });
  const result = Buffer.concat([message.subarray(0, start), journaled, message.subarray(end)]);
  result.writeInt32LE(result.length, 0);
  result.writeInt32LE(message.readInt32LE(body) + journaled.length - element.length, body);
  return result;
}

function isPlainOpMsg(message: Buffer): boolean {
  if (message.length <= firstSectionOffset || message.readInt32LE(12) !== opMsgCode) return false;
  return (message.readUInt32LE(16) & checksumPresentFlag) === 0;
}

/** The offset of the command document. Sections of other kinds, which contain documents to write, may precede it. */
function bodyOffset(message: Buffer): number | undefined {
  let section = firstSectionOffset;
  while (section + 5 <= message.length) {
    if (message[section] === bodyKind) return section + 1;
    const length = message.readInt32LE(section + 1);
    if (length < 4) return undefined;
    section += 1 + length;
  }
  return undefined;
}

function findWriteConcern(document: Buffer): { offset: number; length: number } | undefined {
  for (const [type, nameOffset, nameLength, offset, length] of elementsOf(document)) {
    const name = document.toString('latin1', nameOffset, nameOffset + nameLength);
    if (name === 'writeConcern' && type === embeddedDocumentType) return { offset, length };
  }
  return undefined;
}

function elementsOf(document: Buffer) {
  return BSON.onDemand.parseToElements(document.subarray(0, document.readInt32LE(0)));
}
