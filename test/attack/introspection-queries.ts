import { getIntrospectionQuery, type IntrospectionOptions } from 'graphql';

const everything: IntrospectionOptions = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  experimentalDirectiveDeprecation: true,
  oneOf: true,
};

/** The introspection queries of common clients, which all derive theirs from the one in graphql-js. */
export const introspectionQueries: Readonly<Record<string, string>> = {
  'graphql-js with its defaults': getIntrospectionQuery(),
  'graphql-js with every option on': getIntrospectionQuery(everything),
  'Apollo Sandbox, with __typename everywhere': withTypeNames(getIntrospectionQuery(everything)),
  'GraphiQL, which also asks for the kinds of the roots': getIntrospectionQuery({
    schemaDescription: true,
    inputValueDeprecation: true,
  }).replaceAll(/(query|mutation|subscription)Type \{ name \}/g, '$1Type { name kind }'),
  'Apollo Rover': getIntrospectionQuery({ inputValueDeprecation: true }).replace(
    'query IntrospectionQuery',
    'query GraphIntrospectQuery',
  ),
  'graphql-codegen': getIntrospectionQuery({
    descriptions: true,
    schemaDescription: false,
    specifiedByUrl: false,
    directiveIsRepeatable: false,
    inputValueDeprecation: false,
  }),
};

function withTypeNames(query: string): string {
  return query.replaceAll('{\n', '{ __typename\n');
}
