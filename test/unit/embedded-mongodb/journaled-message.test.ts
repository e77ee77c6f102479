import { BSON } from 'mongodb';
import { journaledMessage } from '../../../src/embedded-mongodb/journaled-message.js';

interface Parts {
  readonly body: BSON.Document;
  /** Documents in a separate section, as drivers send them. */
  readonly documents?: readonly BSON.Document[];
  readonly bodyLast?: boolean;
  readonly flags?: number;
}

function opMsg({ body, documents = [], bodyLast = false, flags = 0 }: Parts): Buffer {
  const command = Buffer.concat([Buffer.from([0]), BSON.serialize(body)]);
  const content = Buffer.concat([
    Buffer.from('documents\0'),
    ...documents.map((each) => BSON.serialize(each)),
  ]);
  const sequence = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), content]);
  sequence.writeInt32LE(sequence.length - 1, 1);
  const head = Buffer.alloc(20);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(flags, 16);
  const message = Buffer.concat([head, ...(bodyLast ? [sequence, command] : [command, sequence])]);
  message.writeInt32LE(message.length, 0);
  return message;
}

const insertWith = (writeConcern: BSON.Document) => ({
  insert: 'users',
  ordered: true,
  writeConcern,
  $db: 'one',
});

describe('journaledMessage', () => {
  it.each([false, true])('replaces majority with journaling (body last: %s)', (bodyLast) => {
    const documents = [{ name: 'alice' }, { writeConcern: { w: 'majority' } }];
    const asked = opMsg({ body: insertWith({ w: 'majority', wtimeout: 500 }), documents, bodyLast });
    const expected = opMsg({ body: insertWith({ w: 1, wtimeout: 500, j: true }), documents, bodyLast });
    expect(journaledMessage(asked)).toEqual(expected);
  });

  it('requires journaling even if the client sets j: false', () => {
    const asked = opMsg({ body: insertWith({ w: 'majority', j: false }) });
    expect(journaledMessage(asked)).toEqual(opMsg({ body: insertWith({ w: 1, j: true }) }));
  });

  it.each([
    ['a weaker write concern', opMsg({ body: insertWith({ w: 1 }), documents: [{ text: 'majority' }] })],
    ['no write concern', opMsg({ body: { find: 'users', readConcern: { level: 'majority' }, $db: 'one' } })],
    [
      'a write concern inside a document to insert',
      opMsg({ body: insertWith({}), documents: [{ writeConcern: { w: 'majority' } }] }),
    ],
    [
      'a nested write concern',
      opMsg({ body: { insert: 'users', filter: { writeConcern: { w: 'majority' } }, $db: 'one' } }),
    ],
    ['a checksum', opMsg({ body: insertWith({ w: 'majority' }), flags: 1 })],
    ['an older opcode', Buffer.from(opMsg({ body: insertWith({ w: 'majority' }) })).fill(0, 12, 16)],
  ])('does not change a message with %s', (_, message) => {
    const before = Buffer.from(message);
    expect(journaledMessage(message).equals(before)).toBe(true);
  });
});
