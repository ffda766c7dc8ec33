import { Check, relation } from '../checks/rule';
import { nonNegative, positive } from '../relations/quantities';

/** A quantity that is not below zero. */
export const nonNegativeQuantity: Check = relation(nonNegative);

/** A quantity above zero. */
export const positiveQuantity: Check = relation(positive);
