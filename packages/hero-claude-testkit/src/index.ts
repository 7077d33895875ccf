export { claudeBinary, claudeVersion } from './claude/claude-binary.ts';
export { floodCommand } from './claude/forged-flood.ts';
export { type Claude, type ClaudeLine, type ClaudeOptions, startClaude } from './claude/start-claude.ts';
export { answerTimes } from './daemon/answer-times.ts';
export { RpcCallError, type RpcCallOptions, rpcCall } from './daemon/rpc-call.ts';
export { type Daemon, type DaemonOptions, type Exit, startDaemon } from './daemon/start-daemon.ts';
export { openUds, type UdsRequestOptions, type UdsResponse, udsRequest } from './daemon/uds-request.ts';
export { type SseEvent, type UdsSseOptions, udsSse } from './daemon/uds-sse.ts';
export { type BareRemote, type BareRemoteOptions, createBareRemote } from './git/bare-remote.ts';
export { type GitOptions, git, gitEnv } from './git/git.ts';
export {
  type GitHost,
  type GitHostFaults,
  type GitHostOptions,
  type GitRequest,
  startGitHost,
} from './git/git-host.ts';
export { sampleFiles, sampleFix, sampleTest } from './git/sample-files.ts';
export { createSampleRepo, type SampleRepo, type SampleRepoOptions } from './git/sample-repo.ts';
export { type SshHost, startSshHost } from './git/ssh-host.ts';
export { freePort } from './home/free-port.ts';
export { createTempHome, type TempHome, type TempHomeOptions } from './home/temp-home.ts';
export { type ModelServer, type ModelServerOptions, startModelServer } from './model-server/model-server.ts';
export type { LoggedRequest } from './model-server/request-log.ts';
export { apiError, script, text, tool, tools } from './model-server/script.ts';
export type { ScriptStepInput, ToolCall } from './model-server/script-step.ts';
export { hostSecretText, type Poison } from './poison/poison.ts';
export { poisonRepos } from './poison/poison-repos.ts';
export { cliCommand, daemonCommand, type ProductPart, workspaceDir } from './product/daemon-command.ts';
export { containersOf, type RequiredEngine, removeContainersOf, requireEngine } from './product/engine.ts';
export { EngineForwarder } from './product/engine-forwarder.ts';
export { ServerDatabase } from './product/server-database.ts';
export { SessionView, SessionWatch } from './product/session-watch.ts';
export { Product, type ProductOptions, startProduct } from './product/start-product.ts';
export { documentedPrefix, documentedSite } from './proxy/documented-site.ts';
export {
  nginxGroup,
  type ProxyProgram,
  proxyProblem,
  type ReverseProxy,
  startReverseProxy,
} from './proxy/reverse-proxy.ts';
export { startTerminal, type Terminal, type TerminalOptions } from './terminal/start-terminal.ts';
export { diffTrees, hashTree, readTree, type TreeOptions } from './tree/read-tree.ts';
