import type { StandinLine } from 'hero-claude-testkit/browser';

const words = 'The cause is a clock that rounds down, so a session ends a moment before it should.'.split(
  ' ',
);

function sentence(seed: number, count: number): string {
  return Array.from({ length: count }, (_, index) => words[(seed * 7 + index * 3) % words.length]).join(' ');
}

/** Line `index` of an agent that reads, runs, edits and talks, about as long as real ones. */
export function agentLine(index: number): StandinLine {
  const step = index % 8;
  const id = `tool-${index - (step % 2)}`;
  const use = (name: string, input: object) => ({
    type: 'assistant',
    message: { id: `m-${index}`, content: [{ type: 'tool_use', id, name, input }] },
  });
  const result = (content: string, said: object) => ({
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: id, content }] },
    tool_use_result: said,
  });
  const output = Array.from({ length: 20 }, (_, line) => `${line} ok ${sentence(index + line, 8)}`).join(
    '\n',
  );
  switch (step) {
    case 0:
      return use('Bash', {
        command: `pnpm vitest run src/part-${index}.test.ts`,
        description: 'Run the tests',
      });
    case 1:
      return result(output, { stdout: output, stderr: '' });
    case 2:
      return use('Edit', {
        file_path: `/workspace/code/shop/src/part-${index}.ts`,
        old_string: 'a',
        new_string: 'b',
      });
    case 3: {
      const lines = [' same', `-${sentence(index, 9)}`, `+${sentence(index + 1, 9)}`, ' same'];
      return result('ok', { structuredPatch: [{ oldStart: index, newStart: index, lines }] });
    }
    case 4:
      return use('Read', { file_path: `/workspace/code/shop/src/part-${index}.ts` });
    case 5:
      return result(output, { file: { numLines: 20, startLine: 1, totalLines: 20 } });
    case 6:
      return {
        type: 'assistant',
        message: { id: `m-${index}`, content: [{ type: 'text', text: talk(index) }] },
      };
    default:
      return { type: 'user', message: { content: `Go on with ${sentence(index, 6)}` }, isReplay: true };
  }
}

function talk(index: number): string {
  return `**Step ${index}.** ${sentence(index, 30)}\n\n- \`${sentence(index, 3)}\`\n- ${sentence(index + 5, 8)}`;
}
