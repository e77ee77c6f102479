import { readFileSync } from 'node:fs';
import { AppError, defineModule, type GraphwardModule, loadedObject, type Viewer } from 'graphward';
import { type Article, type ArticleStore, createArticleStore, type Draft, type Text } from './store.js';

/** Relative to the compiled file, in `dist/`. */
const typeDefs = readFileSync(new URL('../articles.graphql', import.meta.url), 'utf8');

interface SaveDraftInput extends Text {
  readonly id?: string | null;
  readonly authorId?: string | null;
  readonly teamId?: string | null;
}

/** Articles and drafts. No resolver decides who may do what: the SDL does. */
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
        drafts: () => store.drafts(),
      },
      Mutation: {
        saveDraft: (_root, { input }: { input: SaveDraftInput }, context) => {
          const { id, authorId, teamId, title, body } = input;
          if (id == null)
            return store.create({
              title,
              body,
              authorId: authorId ?? idOf(context.viewer),
              teamId: teamId ?? null,
            });
          // The decision was about the draft as it was loaded. Nothing is loaded for editors.
          const decided = loadedObject(context, 'Draft', id) as Draft | undefined;
          const changes = {
            title,
            body,
            ...(authorId == null ? {} : { authorId }),
            ...(teamId === undefined ? {} : { teamId }),
          };
          return found(store.update(id, changes, decided?.authorId));
        },
        remark: (_root, { id, text }: { id: string; text: string }) => found(store.remark(id, text)),
        publish: (_root, { id }: { id: string }) => found(store.publish(id)),
        setTeams: async (_root, { userId, teams }: { userId: string; teams: string[] }, { services }) => {
          store.setTeams(userId, teams);
          // Otherwise the user's tokens would name the previous teams until they expire.
          await services.sessions.refreshClaims(userId);
          return teams;
        },
      },
      Article: { author: ({ authorId }: Article, _args, { loadUser }) => loadUser(authorId) },
      User: { articles: ({ id }: { id: string }) => store.articlesOf(id) },
    },
    objects: { Draft: (ids) => ids.map((id) => store.draft(id)) },
    policies: { isReviewed: (drafts: readonly Draft[]) => drafts.map(({ remarks }) => remarks.length > 0) },
    claims: ({ id }) => ({ groups: store.teamsOf(id) }),
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
