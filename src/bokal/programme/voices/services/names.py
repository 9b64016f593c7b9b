"""First names that are common in Sweden and among those who moved here; a help for moderators, no filter.

Names are public facts; the selection is ours. Those that are also everyday words in Swedish or English (such
as Björn, Hans, Love, Per) are left out, so that the list points at few things that are none.
"""

NAMES = """
anna eva maria karin sara kristina christina lena emma kerstin ingrid marie elin birgitta malin
jenny linnéa inger ulla annika monica monika susanne elisabeth hanna johanna therese helena sofia
julia camilla gunilla linda anita barbro cecilia katarina amanda sandra matilda agneta ida margareta
lisa klara moa emelie lars mikael anders johan erik peter karl jan fredrik daniel andreas mats
marcus stefan bengt magnus mattias alexander göran leif henrik patrik tomas thomas niklas jonas
martin sven oskar simon robert david kent rickard joakim filip viktor christer gustav kjell adam
william elias hugo oliver lucas mohammed muhammad ahmed ali hassan hussein ibrahim omar mustafa
khaled youssef yusuf abdi abdullah mahmoud fatima aisha maryam mariam zainab khadija amina layla
leila noor nour zahra samira hawa halima faduma amir reza hamid farid rahim karim bashir samir tariq
jamal nasir mehdi arash shirin parisa soraya amra emina selma lejla adnan emir edin senad mirsad
besim arben driton blerim arta vjosa محمد أحمد علي حسن حسين إبراهيم عمر مصطفى خالد يوسف عبدالله
محمود فاطمة عائشة مريم زينب خديجة أمينة ليلى سميرة
"""
FIRST_NAMES = frozenset(NAMES.split())
