import { randomUUID } from 'node:crypto';

/** What the author writes. */
export interface Text {
  readonly title: string;
  readonly body: string;
}

export interface Draft extends Text {
  readonly id: string;
  readonly authorId: string;
  readonly teamId: string | null;
  readonly remarks: readonly string[];
}

export interface Article extends Draft {
  readonly publishedAt: Date;
}

export type ArticleStore = ReturnType<typeof createArticleStore>;

/** Keeps drafts and articles in memory. A real store would have the same functions, backed by a database. */
export function createArticleStore() {
  const drafts = new Map<string, Draft>();
  const articles = new Map<string, Article>();
  const teams = new Map<string, readonly string[]>();

  function save(draft: Draft): Draft {
    drafts.set(draft.id, draft);
    return draft;
  }

  return {
    create: (draft: Text & Pick<Draft, 'authorId' | 'teamId'>): Draft =>
      save({ ...draft, id: randomUUID(), remarks: [] }),
    /** Returns undefined if there is no such draft, or if it no longer has the author whom the caller expects. */
    update: (id: string, changes: Partial<Draft>, expectedAuthor?: string): Draft | undefined => {
      const draft = drafts.get(id);
      const isExpected = expectedAuthor === undefined || draft?.authorId === expectedAuthor;
      return draft && isExpected ? save({ ...draft, ...changes }) : undefined;
    },
    remark: (id: string, text: string): Draft | undefined => {
      const draft = drafts.get(id);
      return draft && save({ ...draft, remarks: [...draft.remarks, text] });
    },
    publish: (id: string): Article | undefined => {
      const draft = drafts.get(id);
      if (draft) {
        // A Map keeps the position of a key that it already has.
        articles.delete(id);
        articles.set(id, { ...draft, publishedAt: new Date() });
      }
      return articles.get(id);
    },
    draft: (id: string): Draft | null => drafts.get(id) ?? null,
    drafts: (): Draft[] => [...drafts.values()],
    articles: (): Article[] => [...articles.values()].reverse(),
    articlesOf: (authorId: string): Article[] =>
      [...articles.values()].filter((article) => article.authorId === authorId),
    teamsOf: (userId: string): readonly string[] => teams.get(userId) ?? [],
    setTeams: (userId: string, names: readonly string[]): void => void teams.set(userId, names),
  };
}
