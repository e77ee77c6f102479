import { useState } from 'react';
import { Form } from '../../ui/form';
import { Notice } from '../../ui/notice';
import { Entrance } from '../entrance/entrance';
import { useLinkToken } from './link-token';
import { MissingToken } from './missing-token';

interface ConfirmationPageProps {
  readonly title: string;
  readonly intro: string;
  readonly submit: string;
  readonly done: string;
  readonly links: readonly (readonly [path: string, text: string])[];
  readonly confirm: (token: string) => Promise<unknown>;
}

/** Does what the link of a mail is for when the user presses a button: mail scanners open links, too. */
export function ConfirmationPage({ title, intro, submit, done, links, confirm }: ConfirmationPageProps) {
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  if (isDone) {
    return (
      <Entrance title={title} links={links}>
        <Notice kind="success">{done}</Notice>
      </Entrance>
    );
  }
  if (!token) return <MissingToken title={title} />;
  return (
    <Entrance title={title} intro={intro}>
      <Form
        submit={submit}
        onSubmit={async () => {
          await confirm(token);
          setDone(true);
        }}
      />
    </Entrance>
  );
}
