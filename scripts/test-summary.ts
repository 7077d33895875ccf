/**
 * Prints what failed, what passed only when tried again and, last, `N passed, N failed` over several runs.
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
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});

interface Outcome {
  passed: number;
  failed: string[];
  /** Passed, but not at the first try. */
  flaky: string[];
}

/** A file that breaks before its tests, or a run that fails without a failed test, is a failure too. */
function outcomeOf(report: z.infer<typeof Report>): Outcome {
  const failed = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length > 0) return tests.map((test) => `${name}: ${test.fullName}`);
    return status === 'failed' ? [`${name}: ${message}`] : [];
  });
  if (!report.success && failed.length === 0) failed.push('vitest reported an error outside of tests');
  return { passed: report.numPassedTests, failed, flaky: flakyIn(report) };
}

function flakyIn({ testResults }: z.infer<typeof Report>): string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${failureMessages[0]?.split('\n')[0]}`),
  );
}

async function read(argument: string): Promise<Outcome> {
  const step = /^([\w -]+)=(\d+)$/.exec(argument);
  if (step !== null)
    return {
      passed: step[2] === '0' ? 1 : 0,
      failed: step[2] === '0' ? [] : [step[1] ?? argument],
      flaky: [],
    };
  try {
    return outcomeOf(Report.parse(JSON.parse(await readFile(argument, 'utf8'))));
  } catch (error) {
    return { passed: 0, failed: [`no report at ${argument}: ${(error as Error).message}`], flaky: [] };
  }
}

const outcomes = await Promise.all(process.argv.slice(2).map(read));
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.flatMap((outcome) => outcome.failed);
for (const name of outcomes.flatMap(({ flaky }) => flaky)) console.log(`FLAKY ${name}`);
for (const name of failed) console.log(`FAILED ${name}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
