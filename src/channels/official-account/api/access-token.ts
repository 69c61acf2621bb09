import type { Clock } from '../../../clock.js';
import type { PlatformHttp } from './http.js';

/** A token of the account and when it stops working. */
export interface AccessToken {
  value: string;
  expiresAt: Date;
}

/** Where instances share the token (see `models/wechat-access-tokens`). */
export interface SharedAccessTokens {
  read(appId: string): Promise<AccessToken | undefined>;
  /** One instance at a time refreshes; false when another holds the lease. */
  claim(appId: string, now: Date, leaseUntil: Date): Promise<boolean>;
  /** Writes the token and gives the lease back. */
  write(appId: string, token: AccessToken): Promise<void>;
  release(appId: string): Promise<void>;
}

export interface AccessTokens {
  /** A token that works for some minutes yet. */
  get(): Promise<string>;
  /** A token other than `refused`, which the platform has just refused. */
  replace(refused: string): Promise<string>;
}

export interface AccessTokenDeps {
  appId: string;
  appSecret: string;
  http: PlatformHttp;
  shared: SharedAccessTokens;
  clock: Clock;
  /** Told each time the platform is asked for a token (its calls are counted per day). */
  onFetched?: () => void;
  /** How long to wait between looks while another instance refreshes (ms). */
  pollMs?: number;
}

/** Fetched anew this long before the end (ms); the platform itself renews five minutes before. */
const EARLY_MS = 5 * 60_000;
const LEASE_MS = 15_000;

/** `getStableAccessToken` with one refresh at a time in a process and one token for all instances. */
export function createAccessTokens(deps: AccessTokenDeps): AccessTokens {
  const { appId, clock, shared } = deps;
  let current: AccessToken | undefined;
  let running: Promise<AccessToken> | undefined;

  const lasts = (token: AccessToken, earlyMs: number): boolean =>
    token.expiresAt.getTime() - earlyMs > clock.now().getTime();

  async function fetchToken(force: boolean): Promise<AccessToken> {
    deps.onFetched?.();
    const answer = await deps.http.json<{ access_token: string; expires_in: number }>({
      method: 'POST',
      path: '/cgi-bin/stable_token',
      body: {
        grant_type: 'client_credential',
        appid: appId,
        secret: deps.appSecret,
        ...(force ? { force_refresh: true } : {}),
      },
    });
    return {
      value: answer.access_token,
      expiresAt: new Date(clock.now().getTime() + answer.expires_in * 1000),
    };
  }

  /** A forced refresh only when the plain one brings back the token that was just refused. */
  async function fetchOther(refused: string | undefined): Promise<AccessToken> {
    const token = await fetchToken(false);
    return token.value === refused ? fetchToken(true) : token;
  }

  async function refresh(refused: string | undefined): Promise<AccessToken> {
    const usable = (token: AccessToken, earlyMs: number): boolean =>
      lasts(token, earlyMs) && token.value !== refused;
    const until = performance.now() + LEASE_MS;
    for (;;) {
      const token = await shared.read(appId);
      if (token !== undefined && usable(token, EARLY_MS)) return token;
      const now = clock.now();
      if (await shared.claim(appId, now, new Date(now.getTime() + LEASE_MS))) break;
      if (token !== undefined && usable(token, 0)) return token;
      if (performance.now() > until) break;
      await new Promise((resolve) => setTimeout(resolve, deps.pollMs ?? 100));
    }
    return fetchAndShare(refused);
  }

  async function fetchAndShare(refused: string | undefined): Promise<AccessToken> {
    try {
      const token = await fetchOther(refused);
      await shared.write(appId, token);
      return token;
    } catch (error) {
      await shared.release(appId);
      throw error;
    }
  }

  /** One refresh at a time in this process, whoever asks. */
  async function single(refused: string | undefined): Promise<string> {
    running ??= refresh(refused).finally(() => {
      running = undefined;
    });
    current = await running;
    return current.value;
  }

  return {
    get: async () => (current !== undefined && lasts(current, EARLY_MS) ? current.value : single(undefined)),
    replace: async (refused) => {
      if (current !== undefined && current.value !== refused && lasts(current, 0)) return current.value;
      current = undefined;
      return single(refused);
    },
  };
}
