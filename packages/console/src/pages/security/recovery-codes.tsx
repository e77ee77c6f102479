import { announce } from '../../layout/announcements';
import { texts } from '../../texts';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { saveFile } from '../../ui/save-file';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Shows recovery codes, which nobody can show again. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = `${codes.join('\n')}\n`;
  return (
    <>
      <Notice kind="warning">{texts.secondFactor.keepCodes}</Notice>
      <ul className="codes" aria-label={texts.secondFactor.recoveryCodes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button kind="primary" onClick={onDone}>
          {texts.secondFactor.codesKept}
        </Button>
        <Button onClick={() => saveFile('recovery-codes.txt', 'text/plain', text)}>{texts.saveFile}</Button>
        <Button
          onClick={() => {
            navigator.clipboard.writeText(text).then(
              () => announce(texts.copied),
              () => announce(texts.notCopied),
            );
          }}
        >
          {texts.copy}
        </Button>
      </div>
    </>
  );
}
