/**
 * @generated SignedSource<<e6ba050f06c07c22e37078cad708acc0>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type operationsUsersQuery$variables = Record<PropertyKey, never>;
export type operationsUsersQuery$data = {
  readonly users: {
    readonly totalCount: number | null | undefined;
  } | null | undefined;
};
export type operationsUsersQuery = {
  response: operationsUsersQuery$data;
  variables: operationsUsersQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "UserConnection",
    "kind": "LinkedField",
    "name": "users",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "totalCount",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsUsersQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "operationsUsersQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "6b3e41964aceb66bd0d01f532aee4bdf",
    "id": null,
    "metadata": {},
    "name": "operationsUsersQuery",
    "operationKind": "query",
    "text": "query operationsUsersQuery {\n  users {\n    totalCount\n  }\n}\n"
  }
};
})();

(node as any).hash = "c7d7e73a63e0aa2d460a6ca3b84765ec";

export default node;
