import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from '../src/controller-rules/page';

// The page of the documentation that lists the rules of controllers.
writeFileSync(join(__dirname, '..', 'docs', 'controller-rules.md'), rulesPage());
