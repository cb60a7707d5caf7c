from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "quattropole.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Network folders are read here too, meetings ask before they close, and amendments take part in votes."""
        from quattropole.decisions.actions.amending import amendments_first, follow_result
        from quattropole.decisions.actions.declaring import consequences
        from quattropole.decisions.actions.voting import before_opening
        from quattropole.decisions.book import wordings_for_book
        from quattropole.decisions.closing import end_elections, votes_not_finished
        from quattropole.decisions.loading import read_decisions
        from quattropole.decisions.second_call import take_over
        from quattropole.meetings.actions import closing_checks, closing_deeds, taking_over
        from quattropole.meetings.book.sources import texts_for_book
        from quattropole.network.loading import register

        register(read_decisions)
        if wordings_for_book not in texts_for_book:
            texts_for_book.append(wordings_for_book)
        if votes_not_finished not in closing_checks:
            closing_checks.append(votes_not_finished)
        if end_elections not in closing_deeds:
            closing_deeds.append(end_elections)
        if amendments_first not in before_opening:
            before_opening.append(amendments_first)
        if follow_result not in consequences:
            consequences.append(follow_result)
        if take_over not in taking_over:
            taking_over.append(take_over)
