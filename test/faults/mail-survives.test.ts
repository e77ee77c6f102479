import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import {
  mailSettings,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
} from '../support/account-mutations.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { type MailServer, startMailServer, tokenIn } from '../support/mail-server.js';
import { cleanUpProcesses, sharedDatabase, startServerProcess } from '../support/process.js';

let mail: MailServer;
beforeEach(async () => {
  mail = await startMailServer();
});
afterEach(async () => {
  await cleanUpProcesses();
  await mail.stop();
});

it.each([
  ['before it began to send', 'accept', 0],
  ['while it was sending', 'hang', 1],
] as const)(
  'an acknowledged mail is sent although the server was killed %s',
  async (_when, behaviour, connections) => {
    mail.behave(behaviour);
    const env = { ...sharedDatabase(), ...mailSettings(mail) };
    const server = await startServerProcess({ env });
    const email = `alice.${randomBytes(6).toString('hex')}@example.com`;
    expectData(await tryToRegister(server, { email, password: 'four words make one' }));
    expectData(await requestPasswordReset(server, email));
    await eventually(() => expect(mail.connections()).toBeGreaterThanOrEqual(connections));
    await server.signal('SIGKILL');
    mail.behave('accept');

    // The lease of the killed server expires after two minutes.
    const client = await MongoClient.connect(env.MONGODB_URI);
    await client
      .db()
      .collection('mailOutbox')
      .updateMany({}, { $set: { dueAt: new Date(0) } });
    await client.close();
    const again = await startServerProcess({ env });

    const token = tokenIn(await mail.mailTo(email));
    expectData(await resetPassword(again, token, 'four other words instead'));
    await mail.mailTo(email, /was reset$/);
  },
);
