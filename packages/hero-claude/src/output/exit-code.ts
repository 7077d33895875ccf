/** Exit codes by JSON-RPC error code: what a script can do about a failure. */
const byRpcCode: Record<number, number> = {
  [-32602]: 2,
  [-32001]: 3,
  [-32002]: 4,
  [-32003]: 77,
  [-32004]: 69,
  [-32005]: 1,
  [-32006]: 124,
  [-32007]: 130,
  [-32603]: 70,
};

export const exitCodes = {
  failed: 1,
  usage: 2,
  unavailable: 69,
  internal: 70,
  unauthorized: 77,
  cancelled: 130,
} as const;

export function exitCodeOf(rpcCode: number): number {
  return byRpcCode[rpcCode] ?? 1;
}
