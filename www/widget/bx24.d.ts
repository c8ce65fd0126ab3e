/** A user that was chosen in the portal's dialog. */
interface Bx24User {
  id: string;
  name: string;
}

/** The part of BX24.js that this page uses. `null` outside a portal. */
interface Bx24 {
  init(callback: () => void): void;
  callMethod(method: string, params: object, callback: (result: unknown) => void): unknown;
  getAuth(): false | { access_token: string; domain: string };
  refreshAuth(callback: (auth: { access_token: string }) => void): void;
  getLang(): string;
  isAdmin(): boolean;
  installFinish(): void;
  resizeWindow(
    width: number,
    height: number,
    callback?: (size: { width: number; height: number }) => void,
  ): void;
  fitWindow(callback?: () => void): void;
  placement: { info(): { placement: string; options: Record<string, unknown> } };
  selectUser?(callback: (user: Bx24User) => void): void;
  /** Only newer portals have it. */
  openPath?(path: string, callback: (result: { result: string }) => void): void;
}

interface Window {
  BX24?: Bx24 | null;
}
