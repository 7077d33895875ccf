import { defineError } from 'hero-rpc';
import { z } from 'zod';

const unreachableHints = {
  missing: 'install and start Docker (on Debian and Ubuntu: make setup), or set DOCKER_HOST to its socket',
  denied: 'add yourself to the group "docker" (sudo usermod -aG docker $USER) and log in again',
  refused: 'the socket is there but nothing listens on it: start the engine (sudo systemctl start docker)',
  lost: 'the engine went away in the middle of a call; containers go on running with live-restore',
};

export const engineUnreachable = defineError('engine.unreachable', {
  family: 'unavailable',
  data: z.object({
    endpoint: z.string(),
    cause: z.enum(['missing', 'denied', 'refused', 'lost']),
    reason: z.string(),
  }),
  when: 'The container engine does not answer',
  message: ({ endpoint, reason }) => `No container engine answers at ${endpoint}: ${reason}`,
  hint: ({ cause }) => unreachableHints[cause],
});

export const engineRemote = defineError('engine.remote', {
  family: 'failed',
  data: z.object({ endpoint: z.string(), reason: z.string() }),
  when: 'The container engine does not see the files of this machine',
  message: ({ endpoint, reason }) => `The container engine at ${endpoint} cannot be used: ${reason}`,
  hint: () =>
    'sessions mount folders of this machine: unset DOCKER_HOST or point it at a local unix:// socket',
});

export const engineRootless = defineError('engine.rootless', {
  family: 'failed',
  data: z.object({ endpoint: z.string() }),
  when: 'The container engine runs rootless, so files would belong to users that do not exist on the host',
  message: ({ endpoint }) =>
    `The container engine at ${endpoint} runs rootless: the files of a session would belong to a shifted user id`,
  hint: () => 'use the system-wide engine: unset DOCKER_HOST, or set it to unix:///var/run/docker.sock',
});

export const engineUnsupported = defineError('engine.unsupported', {
  family: 'invalid_params',
  data: z.object({ setting: z.string(), value: z.string(), reason: z.string() }),
  when: 'DOCKER_RUNTIME or DOCKER_HOST names something that cannot be driven',
  message: ({ setting, value, reason }) => `${setting}=${value} is not supported: ${reason}`,
  hint: ({ setting }) =>
    setting === 'DOCKER_RUNTIME'
      ? 'use DOCKER_RUNTIME=docker, or podman with its API socket'
      : 'use unix:///path/to/docker.sock',
});

export const engineTimeout = defineError('engine.timeout', {
  family: 'timeout',
  data: z.object({ operation: z.string(), timeout_ms: z.number() }),
  when: 'The container engine took too long to answer',
  message: ({ operation, timeout_ms }) =>
    `The container engine did not finish "${operation}" in ${timeout_ms} ms`,
  hint: () => 'the machine may be overloaded; hero-claude doctor shows the state of the engine',
});

export const engineFailed = defineError('engine.failed', {
  family: 'failed',
  data: z.object({ operation: z.string(), status: z.number().nullable(), reason: z.string() }),
  when: 'The container engine refused a request',
  message: ({ operation, reason }) => `The container engine could not ${operation}: ${reason}`,
});

export const containerNotFound = defineError('container.not_found', {
  family: 'not_found',
  data: z.object({ container: z.string() }),
  when: 'The container is gone, or is not one of this installation',
  message: ({ container }) => `No container ${container}`,
  hint: () => 'it was removed behind our back; hero-claude session start makes a new one',
});

export const containerWrongState = defineError('container.wrong_state', {
  family: 'conflict',
  data: z.object({ container: z.string(), reason: z.string() }),
  when: 'The container is not running, or is paused',
  message: ({ container, reason }) => `Container ${container} cannot do that now: ${reason}`,
  hint: () => 'hero-claude session info shows the state of the session',
});

export const containerEnded = defineError('container.ended', {
  family: 'unavailable',
  data: z.object({ container: z.string() }),
  when: 'The container ended under a command that ran, or was about to run, in it',
  message: ({ container }) => `Container ${container} ended under a command`,
  hint: () => 'try again: where nothing runs, a new container is made for the purpose',
});

export const containerNameTaken = defineError('container.name_taken', {
  family: 'conflict',
  data: z.object({ name: z.string(), container: z.string(), reason: z.string() }),
  when: 'Another container has the name a session needs',
  message: ({ name, container, reason }) => `The name ${name} is taken by container ${container}: ${reason}`,
  hint: ({ name }) =>
    `look at it with docker inspect ${name}, and rename or remove it if it is yours to remove`,
});

export const commandNotFound = defineError('exec.command_not_found', {
  family: 'not_found',
  data: z.object({ command: z.string() }),
  when: 'The command does not exist in the container, or is not executable',
  message: ({ command }) => `No executable "${command}" in the container`,
  hint: () => 'pass the command as one line to have it run by sh -c (--command)',
});

export const folderNotFound = defineError('exec.folder_not_found', {
  family: 'not_found',
  data: z.object({ cwd: z.string() }),
  when: 'The working directory of a command does not exist in the container',
  message: ({ cwd }) => `No folder "${cwd}" in the container`,
  hint: () => 'repositories are below /workspace/code',
});

export const imageNotFound = defineError('image.not_found', {
  family: 'not_found',
  data: z.object({ image: z.string() }),
  when: 'The engine has no such image',
  message: ({ image }) => `The engine has no image "${image}"`,
  hint: () => 'build the default image with hero-claude image build, or pull yours with docker pull',
});

export const imageMissingTool = defineError('image.missing_tool', {
  family: 'failed',
  data: z.object({ image: z.string(), missing: z.array(z.string()) }),
  when: 'An image lacks a program that sessions need',
  message: ({ image, missing }) => `Image "${image}" has no ${missing.join(', ')}`,
  hint: () => 'a session image needs bash, GNU tail, claude, git and socat; base yours on the default image',
});

export const imageWrongCli = defineError('image.wrong_cli', {
  family: 'failed',
  data: z.object({ image: z.string(), want: z.string(), have: z.string() }),
  when: 'An image holds another version of the Claude CLI than the one this release was tested with',
  message: ({ image, want, have }) => `Image "${image}" holds Claude CLI ${have}, needed is ${want}`,
  hint: () => 'rebuild it: hero-claude image build',
});

/** What any call that needs the engine may answer. */
export const engineErrors = [
  engineUnreachable,
  engineRemote,
  engineRootless,
  engineUnsupported,
  engineTimeout,
  engineFailed,
  containerNotFound,
  containerWrongState,
  containerEnded,
  containerNameTaken,
  imageNotFound,
  imageMissingTool,
  imageWrongCli,
];

/** What a call that runs a command in a container may answer as well. */
export const execErrors = [commandNotFound, folderNotFound];
