import { AccessPage } from './pages/access/access-page';
import { DataPage } from './pages/account-data/data-page';
import { AuditPage } from './pages/audit/audit-page';
import { ForgotPasswordPage } from './pages/entrance/forgot-password-page';
import { SignInPage } from './pages/entrance/sign-in-page';
import { SignUpPage } from './pages/entrance/sign-up-page';
import { KeysPage } from './pages/keys/keys-page';
import { ResetPasswordPage } from './pages/links/reset-password-page';
import { UndoEmailChangePage } from './pages/links/undo-email-change-page';
import { VerifyEmailPage } from './pages/links/verify-email-page';
import { ProfilePage } from './pages/profile/profile-page';
import { SecurityPage } from './pages/security/security-page';
import { SessionsPage } from './pages/sessions/sessions-page';
import { UserPage } from './pages/user/user-page';
import { UsersPage } from './pages/users/users-page';
import type { Route } from './router/match-route';

/** Every page of the console. */
export const routes: readonly Route[] = [
  { path: '/sign-in', audience: 'visitors', Page: SignInPage },
  { path: '/sign-up', audience: 'visitors', Page: SignUpPage },
  { path: '/forgot-password', audience: 'everybody', Page: ForgotPasswordPage },
  { path: '/reset-password', audience: 'everybody', Page: ResetPasswordPage },
  { path: '/verify-email', audience: 'everybody', Page: VerifyEmailPage },
  { path: '/undo-email-change', audience: 'everybody', Page: UndoEmailChangePage },
  { path: '/profile', audience: 'users', Page: ProfilePage },
  { path: '/security', audience: 'users', Page: SecurityPage },
  { path: '/sessions', audience: 'users', Page: SessionsPage },
  { path: '/keys', audience: 'users', Page: KeysPage },
  { path: '/data', audience: 'users', Page: DataPage },
  { path: '/users', audience: 'administrators', Page: UsersPage },
  { path: '/users/:id', audience: 'administrators', Page: UserPage },
  { path: '/audit', audience: 'administrators', Page: AuditPage },
  { path: '/access', audience: 'administrators', Page: AccessPage },
];
