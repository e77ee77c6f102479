import * as graphql from 'graphql';
import type { GraphQLInputType, ValueNode } from 'graphql';

/** An argument or an input field. graphql 17 has `default` beside `defaultValue`. */
export interface WithDefault {
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}

interface DefaultInput {
  readonly value?: unknown;
  readonly literal?: ValueNode;
}

// Only graphql 17 has it, and only there is it needed: `valueFromAST` ignores `default`.
const { coerceInputLiteral } = graphql as unknown as {
  coerceInputLiteral: (node: ValueNode, type: GraphQLInputType) => unknown;
};

/** The default of an argument or an input field as a resolver receives it; undefined if there is none. */
export function defaultOf(input: WithDefault): unknown {
  const { default: given } = input as { default?: DefaultInput };
  if (given === undefined) return input.defaultValue;
  return given.literal
    ? coerceInputLiteral(given.literal, input.type)
    : graphql.coerceInputValue(given.value, input.type);
}
