import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { User as UserSource, UserPage as UserPageSource, Session as SessionSource, Credentials as CredentialsSource } from '../services/index.js';
import type { UserEdgeSource as UserEdgeSourceSource } from '../resolvers/user.js';
import type { GraphwardContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment as an RFC 3339 date and time in UTC, for example `2026-01-31T12:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
};

/** Fresh credentials. Never cached, never logged. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** The JWT to send as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  /** The token that `refresh` takes, once; null when it went into the cookie. */
  refreshToken: Maybe<Scalars['String']['output']>;
  /** Always `Bearer`. */
  tokenType: Scalars['String']['output'];
  /** Whose credentials these are. */
  user: User;
};

/** What `changePassword` needs. */
export type ChangePasswordInput = {
  /** The password as it is now. */
  currentPassword: Scalars['String']['input'];
  /** Whether the user's other sessions end. */
  endOtherSessions?: InputMaybe<Scalars['Boolean']['input']>;
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  newPassword: Scalars['String']['input'];
};

/** What `login` needs. */
export type LoginInput = {
  /** True keeps the refresh token in an HttpOnly cookie instead of the payload. */
  cookie?: InputMaybe<Scalars['Boolean']['input']>;
  /** The account's address. */
  email: Scalars['String']['input'];
  /** The account's password. */
  password: Scalars['String']['input'];
};

/** What `logout` can be told. */
export type LogoutInput = {
  /** The session's refresh token; without it the cookie's or the access token's session is meant. */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
  /** Which sessions to end. */
  scope?: InputMaybe<LogoutScope>;
};

/** What `logout` did. */
export type LogoutPayload = {
  __typename?: 'LogoutPayload';
  /** How many sessions were ended; 0 when the token was unknown or the session had ended before. */
  revokedSessions: Scalars['Int']['output'];
};

/** Which of the viewer's sessions `logout` ends. */
export type LogoutScope =
  /** All sessions. */
  | 'ALL'
  /** All sessions but that one. */
  | 'OTHERS'
  /** The session that the token belongs to. */
  | 'THIS';

/** Everything that can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the viewer's password, ends the other sessions and gives this one fresh tokens. */
  changePassword: Maybe<AuthPayload>;
  /** Signs in with e-mail and password; begins a new session. */
  login: Maybe<AuthPayload>;
  /** Ends sessions. Their tokens are dead at once. */
  logout: Maybe<LogoutPayload>;
  /** Trades the session's refresh token, from the input or the cookie, for fresh tokens. */
  refresh: Maybe<AuthPayload>;
  /** Makes an account and signs it in. */
  register: Maybe<AuthPayload>;
  /** Ends one of the viewer's sessions; admins may end anyone's. */
  revokeSession: Maybe<Session>;
  /** Bars an account and ends all its sessions, or lets the user sign in again. */
  setUserDisabled: Maybe<User>;
  /** Gives a user exactly these roles. The user's access tokens are stale at once; a refresh brings the new roles. */
  setUserRoles: Maybe<User>;
};


/** Everything that can be changed. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** Everything that can be changed. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** Everything that can be changed. */
export type MutationLogoutArgs = {
  input: InputMaybe<LogoutInput>;
};


/** Everything that can be changed. */
export type MutationRefreshArgs = {
  input: InputMaybe<RefreshInput>;
};


/** Everything that can be changed. */
export type MutationRegisterArgs = {
  input: RegisterInput;
};


/** Everything that can be changed. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be changed. */
export type MutationSetUserDisabledArgs = {
  input: SetUserDisabledInput;
};


/** Everything that can be changed. */
export type MutationSetUserRolesArgs = {
  input: SetUserRolesInput;
};

/** Where a page stands in its list, as in Relay's cursor connections specification. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge; null on an empty page. Give it as `after` to get the next page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether more items follow the last edge. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether items precede the first edge. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** Everything that can be read. */
export type Query = {
  __typename?: 'Query';
  /** The signed-in user. */
  me: Maybe<User>;
  /** The viewer's own sessions that are still alive, newest first. */
  sessions: Maybe<Array<Session>>;
  /** One user by id. */
  user: Maybe<User>;
  /** All users, page by page. */
  users: Maybe<UserConnection>;
};


/** Everything that can be read. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read. */
export type QueryUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What `refresh` needs from a client without the cookie. */
export type RefreshInput = {
  /** The newest refresh token of the session. */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};

/** What `register` needs. */
export type RegisterInput = {
  /** The address to sign in with; compared without regard to case. */
  email: Scalars['String']['input'];
  /** What the user wants to be called, at most 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  password: Scalars['String']['input'];
};

/** What a user may be. A role includes every role it inherits. */
export type Role =
  /** Manages users, roles and sessions. */
  | 'ADMIN'
  /** Works on other people's content. */
  | 'EDITOR'
  /** Anyone with an account. */
  | 'USER';

/** One signing-in on one device, until it is ended or expires. */
export type Session = {
  __typename?: 'Session';
  /** When the user signed in. */
  createdAt: Scalars['DateTime']['output'];
  /** Whether the request was made with this session's token. */
  current: Scalars['Boolean']['output'];
  /** When it expires unless it is used before. */
  expiresAt: Scalars['DateTime']['output'];
  /** The session's id. */
  id: Scalars['ID']['output'];
  /** The address that last used its refresh token. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** When its refresh token was last used. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** What last used its refresh token, as it described itself. */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** What `setUserDisabled` needs. */
export type SetUserDisabledInput = {
  /** True bars the account and ends all its sessions; false lets the user sign in again. */
  disabled: Scalars['Boolean']['input'];
  /** Whose account. */
  userId: Scalars['ID']['input'];
};

/** What `setUserRoles` needs. */
export type SetUserRolesInput = {
  /** All roles the user has from now on; roles not listed are taken away. */
  roles: Array<Role>;
  /** Whose roles. */
  userId: Scalars['ID']['input'];
};

/** Somebody with an account. */
export type User = {
  __typename?: 'User';
  /** When the account was made. */
  createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether the account is barred from signing in. */
  disabled: Maybe<Scalars['Boolean']['output']>;
  /** The normalised e-mail address that signs the user in. */
  email: Maybe<Scalars['String']['output']>;
  /** Stays the same for the account's whole life. */
  id: Scalars['ID']['output'];
  /** When the user last signed in with a password; null before the first time. May trail by a second. */
  lastLoginAt: Maybe<Scalars['DateTime']['output']>;
  /** What the user wants to be called. */
  name: Maybe<Scalars['String']['output']>;
  /** The roles given to the user, without those they inherit. */
  roles: Maybe<Array<Role>>;
  /** The user's sessions that are still alive, newest first. */
  sessions: Maybe<Array<Session>>;
};

/** A page of users in the order of their e-mail addresses. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users of this page, each with its cursor. */
  edges: Array<UserEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many users match the filter in all. */
  totalCount: Maybe<Scalars['Int']['output']>;
};

/** A user's place in a connection. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Give it as `after` to get what follows. */
  cursor: Scalars['String']['output'];
  /** The user. */
  node: User;
};

/** Which users to list; all given conditions must hold. */
export type UserFilter = {
  /** Users whose normalised e-mail address begins so. */
  emailPrefix?: InputMaybe<Scalars['String']['input']>;
  /** Users who were given this role. */
  role?: InputMaybe<Role>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AuthPayload: ResolverTypeWrapper<CredentialsSource>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangePasswordInput: ChangePasswordInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  LoginInput: LoginInput;
  LogoutInput: LogoutInput;
  LogoutPayload: ResolverTypeWrapper<LogoutPayload>;
  LogoutScope: LogoutScope;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshInput: RefreshInput;
  RegisterInput: RegisterInput;
  Role: Role;
  Session: ResolverTypeWrapper<SessionSource>;
  SetUserDisabledInput: SetUserDisabledInput;
  SetUserRolesInput: SetUserRolesInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  User: ResolverTypeWrapper<UserSource>;
  UserConnection: ResolverTypeWrapper<UserPageSource>;
  UserEdge: ResolverTypeWrapper<UserEdgeSourceSource>;
  UserFilter: UserFilter;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AuthPayload: CredentialsSource;
  Boolean: Scalars['Boolean']['output'];
  ChangePasswordInput: ChangePasswordInput;
  DateTime: Scalars['DateTime']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  LoginInput: LoginInput;
  LogoutInput: LogoutInput;
  LogoutPayload: LogoutPayload;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RefreshInput: RefreshInput;
  RegisterInput: RegisterInput;
  Session: SessionSource;
  SetUserDisabledInput: SetUserDisabledInput;
  SetUserRolesInput: SetUserRolesInput;
  String: Scalars['String']['output'];
  User: UserSource;
  UserConnection: UserPageSource;
  UserEdge: UserEdgeSourceSource;
  UserFilter: UserFilter;
};

export type AuthDirectiveArgs = {
  maxAge: Maybe<Scalars['Int']['input']>;
  owner: Maybe<Scalars['String']['input']>;
  requires: Maybe<Array<Role>>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InheritsDirectiveArgs = {
  roles: Array<Scalars['String']['input']>;
};

export type InheritsDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = InheritsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type LogoutPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['LogoutPayload'] = ResolversParentTypes['LogoutPayload']> = {
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changePassword?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  login?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  logout?: Resolver<Maybe<ResolversTypes['LogoutPayload']>, ParentType, ContextType, Partial<MutationLogoutArgs>>;
  refresh?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, Partial<MutationRefreshArgs>>;
  register?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  revokeSession?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  setUserDisabled?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationSetUserDisabledArgs, 'input'>>;
  setUserRoles?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationSetUserRolesArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type SessionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  disabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Maybe<Array<ResolversTypes['Role']>>, ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphwardContext> = {
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphwardContext> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  inherits?: InheritsDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
};
