import { SessionError } from '@graphward/client';
import { part } from './part.js';

/** What the user typed. */
export interface TypedCredentials {
  readonly email: string;
  readonly password: string;
  readonly otp?: string;
}

export interface SignInRequest {
  readonly title: string;
  /** The address, if it is known and must not be changed. */
  readonly email?: string;
  readonly needsCode?: boolean;
  /** Why the dialog opens again. */
  readonly error?: SessionError | null;
  /** Uses the credentials. The dialog shows what it throws, and stays open. */
  readonly onSubmit: (credentials: TypedCredentials) => Promise<unknown>;
}

/** Asks for credentials. Resolves when they have been accepted, or the user has closed the dialog. */
export function openSignInDialog(request: SignInRequest): Promise<void> {
  const dialog = part('sign-in-dialog', HTMLDialogElement);
  const form = part('sign-in-form', HTMLFormElement);
  const email = part('sign-in-email', HTMLInputElement);
  const password = part('sign-in-password', HTMLInputElement);
  const code = part('sign-in-code', HTMLInputElement);
  const codeRow = part('sign-in-code-row', HTMLElement);
  const message = part('sign-in-error', HTMLElement);
  const submit = part('sign-in-submit', HTMLButtonElement);

  function askForCode(): void {
    codeRow.hidden = false;
    code.required = true;
  }

  function show(error: unknown): void {
    message.textContent = error instanceof Error ? error.message : String(error);
    if (error instanceof SessionError && error.code === 'OTP_REQUIRED') askForCode();
    (codeRow.hidden ? password : code).select();
  }

  async function use(): Promise<void> {
    // A button that is disabled would lose the focus.
    if (submit.ariaBusy === 'true') return;
    submit.ariaBusy = 'true';
    message.textContent = '';
    try {
      const otp = codeRow.hidden ? {} : { otp: code.value.trim() };
      await request.onSubmit({ email: email.value, password: password.value, ...otp });
      dialog.close();
    } catch (error) {
      show(error);
    } finally {
      submit.ariaBusy = 'false';
    }
  }

  part('sign-in-title', HTMLElement).textContent = request.title;
  form.reset();
  email.value = request.email ?? '';
  email.readOnly = request.email !== undefined;
  codeRow.hidden = true;
  code.required = false;
  message.textContent = '';
  if (request.needsCode) askForCode();
  form.onsubmit = (event) => {
    event.preventDefault();
    void use();
  };
  part('sign-in-cancel', HTMLButtonElement).onclick = () => dialog.close();
  dialog.showModal();
  (email.readOnly ? password : email).focus();
  if (request.error) show(request.error);
  return new Promise((resolve) => {
    dialog.onclose = () => {
      // The page must not keep what was typed.
      form.reset();
      resolve();
    };
  });
}
