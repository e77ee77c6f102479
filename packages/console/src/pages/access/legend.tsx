import { texts } from '../../texts';
import { Word } from './access-table';

/** What the words of the table mean. */
export function Legend() {
  return (
    <dl className="legend">
      {texts.access.legend.map(([word, meaning]) => (
        <div key={word}>
          <dt>
            <Word word={word} />
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
