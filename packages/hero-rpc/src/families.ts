/** What the answers of one error family have in common. */
export interface FamilyInfo {
  /** The JSON-RPC error code. */
  readonly code: number;
  /** The status on HTTP paths that are not JSON-RPC. */
  readonly httpStatus: number;
  /** The exit code of a command line client. */
  readonly cliExit: number;
  /** Whether the same call may succeed later without any change. */
  readonly retry: boolean;
}

/** Errors are grouped by what the caller can do about them. */
export const families = {
  invalid_params: { code: -32602, httpStatus: 400, cliExit: 2, retry: false },
  not_found: { code: -32001, httpStatus: 404, cliExit: 3, retry: false },
  conflict: { code: -32002, httpStatus: 409, cliExit: 4, retry: false },
  unauthorized: { code: -32003, httpStatus: 401, cliExit: 77, retry: false },
  unavailable: { code: -32004, httpStatus: 503, cliExit: 69, retry: true },
  failed: { code: -32005, httpStatus: 502, cliExit: 1, retry: false },
  timeout: { code: -32006, httpStatus: 504, cliExit: 124, retry: true },
  cancelled: { code: -32007, httpStatus: 499, cliExit: 130, retry: false },
  internal: { code: -32603, httpStatus: 500, cliExit: 70, retry: false },
} as const satisfies Record<string, FamilyInfo>;

export type Family = keyof typeof families;
