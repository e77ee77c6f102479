import { readFileSync } from 'node:fs';
import { AppError, defineModule } from 'graphward';
import { createArticleStore } from './store.mjs';

const typeDefs = readFileSync(new URL('articles.graphql', import.meta.url), 'utf8');

/** Articles with drafts. No resolver asks for a role: the SDL has said who may use what. */
export function createArticlesModule(store) {
  return defineModule({
    name: 'articles.graphql',
    typeDefs,
    resolvers: {
      Query: {
        articles: (_root, { order }) =>
          order === 'MOST_REMARKS'
            ? store.articles().sort((a, b) => b.remarks.length - a.remarks.length)
            : store.articles(),
        draft: (_root, { id }) => store.draft(id),
        myDrafts: (_root, _args, { viewer }) => store.draftsOf(viewer.id),
        drafts: () => store.drafts(),
      },
      Mutation: {
        saveDraft: (_root, { input }, { viewer }) => {
          const draft = { ...input, authorId: input.authorId ?? viewer.id };
          return found(input.id == null ? store.begin(draft) : store.change(draft));
        },
        remark: (_root, { id, text }) => found(store.remark(id, text)),
        publish: (_root, { id }) => found(store.publish(id)),
      },
      Article: { author: ({ authorId }, _args, { loadUser }) => loadUser(authorId) },
      User: { articles: ({ id }) => store.articlesOf(id) },
    },
  });
}

function found(item) {
  if (!item) throw new AppError('NOT_FOUND', 'There is no draft of yours with this id.', { field: 'id' });
  return item;
}

/** For `graphward access --modules examples/articles/module.mjs`. */
export default [createArticlesModule(createArticleStore())];
