import { BeforeAfter, PlanAmount, PlanCosts, PlanMoney } from './plan-report';
import { countOf } from './report';

/** How what is asked for changes, one line for each place. */
export function costLines({ currency = '', changes }: PlanCosts): string[] {
  return changes.map(({ name, clusters, requests, perNode, quota, cost, quotaCost }) => {
    const parts = [
      ...partsOf(requests, ''),
      ...partsOf(perNode, ' on each node'),
      ...partsOf(quota, ' of quota'),
      ...(cost === undefined ? [] : [`${changeText(cost, moneyText)} ${currency} a month`]),
      ...(quotaCost === undefined
        ? []
        : [`${changeText(quotaCost, moneyText)} ${currency} a month for the whole quota`]),
    ];
    return `${name} (${countOf(clusters.length, 'cluster')}): ${parts.join(', ')}`;
  });
}

function partsOf(amounts: Readonly<Record<string, BeforeAfter<PlanAmount>>>, where: string): string[] {
  return Object.entries(amounts).map(([resource, change]) => `${resource}${where} ${changeText(change, amountText)}`);
}

function changeText<T>({ from, to }: BeforeAfter<T>, text: (value: T) => string): string {
  return `${from === undefined ? '0' : text(from)} → ${to === undefined ? '0' : text(to)}`;
}

function amountText(amount: PlanAmount): string {
  return typeof amount === 'string' ? amount : `${amount.least}–${amount.most}`;
}

function moneyText(money: PlanMoney): string {
  return typeof money === 'number' ? money.toFixed(2) : `${money.least.toFixed(2)}–${money.most.toFixed(2)}`;
}
