import { writeFileSync } from 'node:fs';
import { openApiText } from './openapi-document.ts';

/** Writes the description of the API that is served and committed; a unit test fails when it is stale. */
writeFileSync(new URL('../docs/openapi.json', import.meta.url), await openApiText());
