import { useRpc, useRpcAction } from '../../data/rpc-query.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { bytes } from '../../ui/numbers.ts';
import { Loading } from '../../ui/spinner.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toast.tsx';

/** How the server was set up. */
export function Installation() {
  const { data, error } = useRpc('server.info', {});
  const toast = useToast();
  const build = useRpcAction('image.build', {
    onDone: ({ built, image, size_bytes }) =>
      toast.show({
        kind: 'good',
        text: `${image}: ${built ? 'built' : 'was up to date'}, ${bytes(size_bytes)}`,
      }),
  });
  if (data === undefined && error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading what="the server" />;
  return (
    <>
      <Facts
        facts={{
          Version: data.version,
          Running: (
            <>
              process {data.pid}, for <TimeAgo at={data.started_at} suffix="" />
            </>
          ),
          Repositories: <code>{data.code_root}</code>,
          'Session folders': <code>{data.build_dir}</code>,
          Image: <code>{data.image}</code>,
          'Claude Code': data.claude_code_version,
          'Agents at once': `at most ${data.max_running}`,
          Sessions: Object.entries(data.sessions)
            .map(([status, count]) => `${count} ${status}`)
            .join(', '),
        }}
      />
      <div>
        <Button small busy={build.isPending} onClick={() => build.mutate({})}>
          Build the session image
        </Button>
      </div>
    </>
  );
}
