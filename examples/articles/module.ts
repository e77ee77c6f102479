import { readFileSync } from 'node:fs';
import { AppError, defineModule, type GraphwardModule, type Viewer } from 'graphward';
import { type Article, type ArticleStore, createArticleStore, type Draft, type Text } from './store.js';

/** Relative to the compiled file, in `dist/`. */
const typeDefs = readFileSync(new URL('../articles.graphql', import.meta.url), 'utf8');

interface SaveDraftInput extends Text {
  readonly id?: string | null;
  readonly authorId?: string | null;
}

/** Articles and drafts. No resolver checks a role: the SDL says who may use what. */
export function createArticlesModule(store: ArticleStore): GraphwardModule {
  return defineModule({
    name: 'articles.graphql',
    typeDefs,
    resolvers: {
      Query: {
        articles: (_root, { order }: { order: string }) =>
          order === 'MOST_REMARKS'
            ? store.articles().sort((a, b) => b.remarks.length - a.remarks.length)
            : store.articles(),
        draft: (_root, { id }: { id: string }) => store.draft(id),
        myDrafts: (_root, _args, { viewer }) => store.draftsOf(idOf(viewer)),
        drafts: () => store.drafts(),
      },
      Mutation: {
        saveDraft: (_root, { input }: { input: SaveDraftInput }, { viewer }) => {
          const { id, authorId, title, body } = input;
          const draft = { title, body, authorId: authorId ?? idOf(viewer) };
          return found(id == null ? store.create(draft) : store.update({ ...draft, id }));
        },
        remark: (_root, { id, text }: { id: string; text: string }) => found(store.remark(id, text)),
        publish: (_root, { id }: { id: string }) => found(store.publish(id)),
      },
      Article: { author: ({ authorId }: Article, _args, { loadUser }) => loadUser(authorId) },
      User: { articles: ({ id }: { id: string }) => store.articlesOf(id) },
    },
  });
}

/** The ID of the viewer of a field with `@auth`, who is always signed in. */
function idOf(viewer: Viewer): string {
  if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer.id;
}

function found<T extends Draft>(draft: T | undefined): T {
  if (!draft) throw new AppError('NOT_FOUND', 'Draft not found.', { field: 'id' });
  return draft;
}

/** For `serve`, and for `graphward access --modules examples/articles/dist/module.js`. */
export default [createArticlesModule(createArticleStore())];
