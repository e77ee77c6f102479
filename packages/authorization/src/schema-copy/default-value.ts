import type { GraphQLInputType, ValueNode } from 'graphql';
import * as graphql from 'graphql';

/** An argument or an input field. graphql 17 has `default` beside `defaultValue`. */
export interface WithDefault {
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}

interface DefaultInput {
  readonly value?: unknown;
  readonly literal?: ValueNode;
}

// Only graphql 17 has this function, and needs it: its `valueFromAST` ignores `default`.
const { coerceInputLiteral } = graphql as unknown as {
  coerceInputLiteral: (node: ValueNode, type: GraphQLInputType) => unknown;
};

/** The default of an argument or an input field as a resolver receives it; undefined without one. */
export function defaultOf(input: WithDefault): unknown {
  const { default: declared } = input as { default?: DefaultInput };
  if (declared === undefined) return input.defaultValue;
  return declared.literal
    ? coerceInputLiteral(declared.literal, input.type)
    : graphql.coerceInputValue(declared.value, input.type);
}
