/**
 * @generated SignedSource<<254eeb6aa49d487299456430a13f6df6>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type UpdateProfileInput = {
  name?: string | null | undefined;
};
export type operationsRenameMutation$variables = {
  input: UpdateProfileInput;
};
export type operationsRenameMutation$data = {
  readonly updateProfile: {
    readonly id: string;
    readonly name: string | null | undefined;
  } | null | undefined;
};
export type operationsRenameMutation = {
  response: operationsRenameMutation$data;
  variables: operationsRenameMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": "User",
    "kind": "LinkedField",
    "name": "updateProfile",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "name",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsRenameMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "operationsRenameMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "92d5f22f037b487f3f93955245a453cc",
    "id": null,
    "metadata": {},
    "name": "operationsRenameMutation",
    "operationKind": "mutation",
    "text": "mutation operationsRenameMutation(\n  $input: UpdateProfileInput!\n) {\n  updateProfile(input: $input) {\n    id\n    name\n  }\n}\n"
  }
};
})();

(node as any).hash = "71c3e4262c3e8fcbb75269c763224761";

export default node;
