import { createContext, type ReactNode, type SubmitEvent, useRef, useState } from 'react';
import { type Problem, toProblem } from '../errors/problem';
import { Button } from './button';
import { Notice } from './notice';

/** What the fields of a form need to know about it. */
export const FormContext = createContext<{ readonly problem: Problem | null; readonly isBusy: boolean }>({
  problem: null,
  isBusy: false,
});

/** Reads what the user entered into a field. */
export type ReadField = (name: string) => string;

interface FormProps {
  /** What happens. The form shows its error: beside the field that it concerns, or above the button. */
  readonly onSubmit: (read: ReadField) => Promise<void>;
  readonly submit: string;
  readonly kind?: 'primary' | 'danger';
  /** Beside the button. */
  readonly more?: ReactNode;
  /** Whether the fields are emptied after success. */
  readonly resets?: boolean;
  readonly children?: ReactNode;
}

/** A form that is busy while its action runs, and that focuses the field that has to be corrected. */
export function Form({ onSubmit, submit, kind = 'primary', more, resets = false, children }: FormProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const fieldOf = (name: string | undefined) => {
    const field = name === undefined ? null : form.current?.elements.namedItem(name);
    return field instanceof HTMLElement ? field : null;
  };

  async function handle(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const values = new FormData(event.currentTarget);
    const read: ReadField = (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    };
    setBusy(true);
    setProblem(null);
    try {
      await onSubmit(read);
      if (resets) form.current?.reset();
    } catch (error) {
      const { field: name, ...failed } = toProblem(error);
      const field = fieldOf(name);
      setProblem(field && name !== undefined ? { ...failed, field: name } : failed);
      field?.focus();
    }
    setBusy(false);
  }

  return (
    <FormContext value={{ problem, isBusy }}>
      <form ref={form} onSubmit={(event) => void handle(event)} aria-busy={isBusy}>
        {children}
        {problem && problem.field === undefined && <Notice kind="error">{problem.text}</Notice>}
        <div className="actions">
          <Button type="submit" kind={kind} isBusy={isBusy}>
            {submit}
          </Button>
          {more}
        </div>
      </form>
    </FormContext>
  );
}
