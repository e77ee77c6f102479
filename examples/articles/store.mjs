import { randomUUID } from 'node:crypto';

/** Keeps drafts and articles in memory. A real store would have the same functions, backed by a database. */
export function createArticleStore() {
  const drafts = new Map();
  const articles = new Map();

  return {
    begin: ({ authorId, title, body }) => {
      const draft = { id: randomUUID(), authorId, title, body, remarks: [] };
      drafts.set(draft.id, draft);
      return draft;
    },
    /** Returns undefined unless the draft belongs to this author. */
    change: ({ id, authorId, title, body }) => {
      const draft = drafts.get(id);
      return draft?.authorId === authorId ? Object.assign(draft, { title, body }) : undefined;
    },
    remark: (id, text) => {
      drafts.get(id)?.remarks.push(text);
      return drafts.get(id);
    },
    publish: (id) => {
      const draft = drafts.get(id);
      if (draft) {
        // A Map keeps the position of a key that it already has.
        articles.delete(id);
        articles.set(id, { ...draft, publishedAt: new Date() });
      }
      return articles.get(id);
    },
    draft: (id) => drafts.get(id) ?? null,
    drafts: () => [...drafts.values()],
    draftsOf: (authorId) => [...drafts.values()].filter((draft) => draft.authorId === authorId),
    articles: () => [...articles.values()].reverse(),
    articlesOf: (authorId) => [...articles.values()].filter((article) => article.authorId === authorId),
  };
}
