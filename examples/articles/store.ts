import { randomUUID } from 'node:crypto';

/** What the author writes. */
export interface Text {
  readonly title: string;
  readonly body: string;
}

export interface Draft extends Text {
  readonly id: string;
  readonly authorId: string;
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

  function save(draft: Draft): Draft {
    drafts.set(draft.id, draft);
    return draft;
  }

  return {
    create: (draft: Text & Pick<Draft, 'authorId'>): Draft =>
      save({ ...draft, id: randomUUID(), remarks: [] }),
    /** Returns undefined unless the draft belongs to this author. */
    update: ({ id, authorId, title, body }: Omit<Draft, 'remarks'>): Draft | undefined => {
      const draft = drafts.get(id);
      return draft?.authorId === authorId ? save({ ...draft, title, body }) : undefined;
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
    draftsOf: (authorId: string): Draft[] =>
      [...drafts.values()].filter((draft) => draft.authorId === authorId),
    articles: (): Article[] => [...articles.values()].reverse(),
    articlesOf: (authorId: string): Article[] =>
      [...articles.values()].filter((article) => article.authorId === authorId),
  };
}
