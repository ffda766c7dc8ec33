import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './page';

// The page of the documentation that lists the findings of the guard and the risks of plans.
writeFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), errorsPage());
