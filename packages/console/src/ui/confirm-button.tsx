import { type ReactNode, useState } from 'react';
import { texts } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';
import { Form, type ReadField } from './form';

interface ConfirmButtonProps {
  readonly children: string;
  /** For assistive technology, if the text alone is ambiguous. */
  readonly label?: string;
  readonly kind?: 'plain' | 'danger' | 'quiet';
  /** What the dialog asks. */
  readonly title: string;
  readonly detail?: ReactNode;
  /** Fields that the dialog asks for. */
  readonly fields?: ReactNode;
  readonly onConfirm: (read: ReadField) => Promise<void>;
}

/** A button whose action happens after a confirmation, in whose dialog a failure is shown. */
export function ConfirmButton({
  children,
  label,
  kind = 'danger',
  title,
  detail,
  fields,
  onConfirm,
}: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button kind={kind} {...(label !== undefined && { label })} onClick={() => setOpen(true)}>
        {children}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={close}>
          {detail && <div className="detail">{detail}</div>}
          <Form
            submit={children}
            kind={kind === 'danger' ? 'danger' : 'primary'}
            more={<Button onClick={close}>{texts.cancel}</Button>}
            onSubmit={async (read) => {
              await onConfirm(read);
              close();
            }}
          >
            {fields}
          </Form>
        </Dialog>
      )}
    </>
  );
}
