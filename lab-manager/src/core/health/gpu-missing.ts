import { checkOfLook } from './check.ts';

/** Said aloud: a task that takes a hundred times as long looks like one that hangs. */
export const gpuMissing = checkOfLook(
  'gpu-missing',
  'Every environment has the GPUs that it asks for.',
  ({ desired }) =>
    desired.services.flatMap(({ name, environment, lacksGpu }) =>
      lacksGpu === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              subject: name,
              message: `${name} asks for ${lacksGpu.wish}, and ${lacksGpu.why}: ${lacksGpu.given ? 'it gets fewer' : 'its tasks run on the CPU'}.`,
              hint: `Install NVIDIA's driver and its container toolkit, and restart Docker; or take environments.${environment ?? 'prod'}.gpu out of the lab file.`,
            },
          ],
    ),
);
