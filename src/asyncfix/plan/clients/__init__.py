from asyncfix.plan.proposal import Refusal
def plan_client_calls(context, problems):
    return {p.finding: Refusal("not yet") for p in problems}
