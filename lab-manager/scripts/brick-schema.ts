import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { servicesSchema } from '../src/core/bricks/declaration.ts';

const path = join(import.meta.dirname, '../../templates/brick/settings.schema.json');
writeFileSync(path, `${JSON.stringify(servicesSchema(), undefined, 2)}\n`);
