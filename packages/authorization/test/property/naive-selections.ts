import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Model, possibleTypes, type Type } from './model.js';
import { sentValue, type Variables } from './naive-inputs.js';

/** The specification's CollectFields. */
export class NaiveSelections {
  readonly #model: Model;
  readonly #variables: Variables;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(model: Model, definitions: readonly DefinitionNode[], variables: Variables) {
    this.#model = model;
    this.#variables = variables;
    for (const each of definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
    }
  }

  /** The selected fields of an object, by response key. */
  fieldsOf(type: Type, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    const visit = (selection: SelectionNode): void => {
      if (!this.#isIncluded(selection)) return;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        found.set(key, [...(found.get(key) ?? []), selection]);
        return;
      }
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      if (name !== undefined && visited.has(name)) return;
      if (name !== undefined) visited.add(name);
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value ?? type.name;
      const isMeant = possibleTypes(this.#model, condition).includes(type.name);
      if (isMeant) fragment?.selectionSet.selections.forEach(visit);
    };
    for (const { selections } of sets) selections.forEach(visit);
    return found;
  }

  #isIncluded({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: args = [] }) => {
      const condition = args[0] && sentValue(args[0].value, this.#variables);
      return name.value === 'include' ? condition === true : condition !== true;
    });
  }
}
