/**
 * @generated SignedSource<<286a96084a16c745fb1a5fb991252abb>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type Role = "ADMIN" | "EDITOR" | "USER";
export type operationsMeQuery$variables = Record<PropertyKey, never>;
export type operationsMeQuery$data = {
  readonly me: {
    readonly disabled: boolean | null | undefined;
    readonly email: string | null | undefined;
    readonly id: string;
    readonly name: string | null | undefined;
    readonly roles: ReadonlyArray<Role> | null | undefined;
  } | null | undefined;
};
export type operationsMeQuery = {
  response: operationsMeQuery$data;
  variables: operationsMeQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "User",
    "kind": "LinkedField",
    "name": "me",
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
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "email",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "disabled",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "roles",
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
    "name": "operationsMeQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "operationsMeQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "cacheID": "e0daf46592614cb990999bc4732ede0e",
    "id": null,
    "metadata": {},
    "name": "operationsMeQuery",
    "operationKind": "query",
    "text": "query operationsMeQuery {\n  me {\n    id\n    name\n    email\n    disabled\n    roles\n  }\n}\n"
  }
};
})();

(node as any).hash = "6a99f58bd5112997a80f061429f52d22";

export default node;
