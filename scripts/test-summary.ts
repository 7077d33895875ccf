/**
 * Prints what failed and, last, `N passed, N failed` over several runs.
 * Arguments: reports of vitest's JSON reporter, and steps as `name=exit code` (each counts as one).
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

interface Outcome {
  passed: number;
  failed: string[];
}

/** A file that breaks before its tests, or a run that fails without a failed test, is a failure too. */
function outcomeOf(report: z.infer<typeof Report>): Outcome {
  const failed = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length > 0) return tests.map((test) => `${name}: ${test.fullName}`);
    return status === 'failed' ? [`${name}: ${message}`] : [];
  });
  if (!report.success && failed.length === 0) failed.push('vitest reported an error outside of tests');
  return { passed: report.numPassedTests, failed };
}

async function read(argument: string): Promise<Outcome> {
  const step = /^([\w -]+)=(\d+)$/.exec(argument);
  if (step !== null)
    return step[2] === '0' ? { passed: 1, failed: [] } : { passed: 0, failed: [step[1] ?? argument] };
  try {
    return outcomeOf(Report.parse(JSON.parse(await readFile(argument, 'utf8'))));
  } catch (error) {
    return { passed: 0, failed: [`no report at ${argument}: ${(error as Error).message}`] };
  }
}

const outcomes = await Promise.all(process.argv.slice(2).map(read));
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.flatMap((outcome) => outcome.failed);
for (const name of failed) console.log(`FAILED ${name}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
