"""Contains all the data models used in inputs/outputs"""

from .account_out import AccountOut
from .account_page import AccountPage
from .analyses_found_out import AnalysesFoundOut
from .analysis_out import AnalysisOut
from .analysis_page import AnalysisPage
from .analysis_state import AnalysisState
from .answer import Answer
from .answer_out import AnswerOut
from .asked_mode import AskedMode
from .association_out import AssociationOut
from .audit_out import AuditOut
from .audit_out_detail import AuditOutDetail
from .audit_page import AuditPage
from .call_parts_out import CallPartsOut
from .call_state import CallState
from .call_with_parts_out import CallWithPartsOut
from .call_with_parts_page import CallWithPartsPage
from .campaign_out import CampaignOut
from .campaign_page import CampaignPage
from .category import Category
from .change_out import ChangeOut
from .change_out_basis import ChangeOutBasis
from .change_parts_out import ChangePartsOut
from .change_verdict import ChangeVerdict
from .changed_out import ChangedOut
from .channel_map_change_in import ChannelMapChangeIn
from .channel_map_in import ChannelMapIn
from .channel_map_out import ChannelMapOut
from .channel_map_page import ChannelMapPage
from .column_out import ColumnOut
from .comment_change_in import CommentChangeIn
from .comment_in import CommentIn
from .comment_out import CommentOut
from .comment_page import CommentPage
from .compared_out import ComparedOut
from .compared_out_only_in_type_0 import ComparedOutOnlyInType0
from .compared_part_out import ComparedPartOut
from .comparison_out import ComparisonOut
from .competitor_out import CompetitorOut
from .competitor_page import CompetitorPage
from .confirm_in import ConfirmIn
from .contact_out import ContactOut
from .contact_page import ContactPage
from .context_turn_out import ContextTurnOut
from .corrected_out import CorrectedOut
from .correction_kind import CorrectionKind
from .correction_out import CorrectionOut
from .correction_page import CorrectionPage
from .counted_association_page import CountedAssociationPage
from .counted_theme_change_page import CountedThemeChangePage
from .counted_theme_page import CountedThemePage
from .create_call_body import CreateCallBody
from .cut import Cut
from .deal_of_account_out import DealOfAccountOut
from .deal_of_account_page import DealOfAccountPage
from .deal_out import DealOut
from .decided_by import DecidedBy
from .error_out import ErrorOut
from .event_out import EventOut
from .event_page import EventPage
from .format_ import Format
from .found import Found
from .health_out import HealthOut
from .health_out_calls import HealthOutCalls
from .health_out_failed_lately import HealthOutFailedLately
from .heat_out import HeatOut
from .invalid_part import InvalidPart
from .invited_out import InvitedOut
from .judged import Judged
from .judgement_out import JudgementOut
from .judgement_page import JudgementPage
from .judgement_verdict import JudgementVerdict
from .key_in import KeyIn
from .key_out import KeyOut
from .key_page import KeyPage
from .kind import Kind
from .kind_precision_out import KindPrecisionOut
from .kind_precision_page import KindPrecisionPage
from .label_out import LabelOut
from .live_out import LiveOut
from .me_out import MeOut
from .medium import Medium
from .mention_out import MentionOut
from .mention_page import MentionPage
from .merge_in import MergeIn
from .mode import Mode
from .moment_in import MomentIn
from .moment_out import MomentOut
from .moment_page import MomentPage
from .moment_parts_out import MomentPartsOut
from .moves_in import MovesIn
from .name_in import NameIn
from .name_out import NameOut
from .name_page import NamePage
from .new_key_out import NewKeyOut
from .next_out import NextOut
from .one_moment_out import OneMomentOut
from .one_theme_out import OneThemeOut
from .outcome_calls_out import OutcomeCallsOut
from .outcome_out import OutcomeOut
from .parts_out import PartsOut
from .party_out import PartyOut
from .peaks_out import PeaksOut
from .period import Period
from .person_change_in import PersonChangeIn
from .person_in import PersonIn
from .person_out import PersonOut
from .person_page import PersonPage
from .person_role import PersonRole
from .piece_out import PieceOut
from .precision_out import PrecisionOut
from .problem import Problem
from .progress_out import ProgressOut
from .provenance_out import ProvenanceOut
from .provenance_out_options import ProvenanceOutOptions
from .question_out import QuestionOut
from .rate_out import RateOut
from .rate_out_method import RateOutMethod
from .read_transcript_format import ReadTranscriptFormat
from .receipt_out import ReceiptOut
from .reprocess_in import ReprocessIn
from .result import Result
from .review_in import ReviewIn
from .review_out import ReviewOut
from .review_page import ReviewPage
from .rework_out import ReworkOut
from .role import Role
from .role_in import RoleIn
from .roles_in import RolesIn
from .row_out import RowOut
from .said_by import SaidBy
from .scope import Scope
from .search_found_out import SearchFoundOut
from .search_in import SearchIn
from .search_out import SearchOut
from .sentiment import Sentiment
from .side_out import SideOut
from .span_out import SpanOut
from .speaker_out import SpeakerOut
from .split_in import SplitIn
from .split_out import SplitOut
from .stage import Stage
from .status_out import StatusOut
from .stored_theme_out import StoredThemeOut
from .stored_theme_out_label_by import StoredThemeOutLabelBy
from .stretch_out import StretchOut
from .stretch_page import StretchPage
from .team_in import TeamIn
from .team_out import TeamOut
from .team_page import TeamPage
from .term_change_in import TermChangeIn
from .term_in import TermIn
from .term_kind import TermKind
from .term_out import TermOut
from .term_page import TermPage
from .text_in import TextIn
from .theme_change import ThemeChange
from .theme_change_out import ThemeChangeOut
from .theme_change_out_basis import ThemeChangeOutBasis
from .theme_in import ThemeIn
from .theme_in_state_type_0 import ThemeInStateType0
from .theme_name_out import ThemeNameOut
from .theme_out import ThemeOut
from .theme_part_out import ThemePartOut
from .theme_part_out_stands_out_type_0 import ThemePartOutStandsOutType0
from .theme_parts_out import ThemePartsOut
from .theme_point_out import ThemePointOut
from .theme_precision_out import ThemePrecisionOut
from .theme_ref_out import ThemeRefOut
from .theme_state import ThemeState
from .topic_change_in import TopicChangeIn
from .topic_in import TopicIn
from .topic_out import TopicOut
from .topic_page import TopicPage
from .topic_stretch_out import TopicStretchOut
from .topic_stretch_page import TopicStretchPage
from .topic_trend_out import TopicTrendOut
from .tracker_change import TrackerChange
from .tracker_in import TrackerIn
from .tracker_out import TrackerOut
from .tracker_page import TrackerPage
from .tracker_point_out import TrackerPointOut
from .tracker_state import TrackerState
from .tracker_trend_out import TrackerTrendOut
from .transcript_out import TranscriptOut
from .trend_out import TrendOut
from .trend_point_out import TrendPointOut
from .turn_around_out import TurnAroundOut
from .turn_out import TurnOut
from .upload_out import UploadOut
from .upload_page import UploadPage
from .verdict_in import VerdictIn
from .verdict_in_verdict import VerdictInVerdict
from .version_out import VersionOut
from .version_page import VersionPage
from .view_answer_out import ViewAnswerOut
from .view_change_in import ViewChangeIn
from .view_in import ViewIn
from .view_out import ViewOut
from .view_page import ViewPage
from .word_out import WordOut

__all__ = (
    "AccountOut",
    "AccountPage",
    "AnalysesFoundOut",
    "AnalysisOut",
    "AnalysisPage",
    "AnalysisState",
    "Answer",
    "AnswerOut",
    "AskedMode",
    "AssociationOut",
    "AuditOut",
    "AuditOutDetail",
    "AuditPage",
    "CallPartsOut",
    "CallState",
    "CallWithPartsOut",
    "CallWithPartsPage",
    "CampaignOut",
    "CampaignPage",
    "Category",
    "ChangedOut",
    "ChangeOut",
    "ChangeOutBasis",
    "ChangePartsOut",
    "ChangeVerdict",
    "ChannelMapChangeIn",
    "ChannelMapIn",
    "ChannelMapOut",
    "ChannelMapPage",
    "ColumnOut",
    "CommentChangeIn",
    "CommentIn",
    "CommentOut",
    "CommentPage",
    "ComparedOut",
    "ComparedOutOnlyInType0",
    "ComparedPartOut",
    "ComparisonOut",
    "CompetitorOut",
    "CompetitorPage",
    "ConfirmIn",
    "ContactOut",
    "ContactPage",
    "ContextTurnOut",
    "CorrectedOut",
    "CorrectionKind",
    "CorrectionOut",
    "CorrectionPage",
    "CountedAssociationPage",
    "CountedThemeChangePage",
    "CountedThemePage",
    "CreateCallBody",
    "Cut",
    "DealOfAccountOut",
    "DealOfAccountPage",
    "DealOut",
    "DecidedBy",
    "ErrorOut",
    "EventOut",
    "EventPage",
    "Format",
    "Found",
    "HealthOut",
    "HealthOutCalls",
    "HealthOutFailedLately",
    "HeatOut",
    "InvalidPart",
    "InvitedOut",
    "Judged",
    "JudgementOut",
    "JudgementPage",
    "JudgementVerdict",
    "KeyIn",
    "KeyOut",
    "KeyPage",
    "Kind",
    "KindPrecisionOut",
    "KindPrecisionPage",
    "LabelOut",
    "LiveOut",
    "Medium",
    "MentionOut",
    "MentionPage",
    "MeOut",
    "MergeIn",
    "Mode",
    "MomentIn",
    "MomentOut",
    "MomentPage",
    "MomentPartsOut",
    "MovesIn",
    "NameIn",
    "NameOut",
    "NamePage",
    "NewKeyOut",
    "NextOut",
    "OneMomentOut",
    "OneThemeOut",
    "OutcomeCallsOut",
    "OutcomeOut",
    "PartsOut",
    "PartyOut",
    "PeaksOut",
    "Period",
    "PersonChangeIn",
    "PersonIn",
    "PersonOut",
    "PersonPage",
    "PersonRole",
    "PieceOut",
    "PrecisionOut",
    "Problem",
    "ProgressOut",
    "ProvenanceOut",
    "ProvenanceOutOptions",
    "QuestionOut",
    "RateOut",
    "RateOutMethod",
    "ReadTranscriptFormat",
    "ReceiptOut",
    "ReprocessIn",
    "Result",
    "ReviewIn",
    "ReviewOut",
    "ReviewPage",
    "ReworkOut",
    "Role",
    "RoleIn",
    "RolesIn",
    "RowOut",
    "SaidBy",
    "Scope",
    "SearchFoundOut",
    "SearchIn",
    "SearchOut",
    "Sentiment",
    "SideOut",
    "SpanOut",
    "SpeakerOut",
    "SplitIn",
    "SplitOut",
    "Stage",
    "StatusOut",
    "StoredThemeOut",
    "StoredThemeOutLabelBy",
    "StretchOut",
    "StretchPage",
    "TeamIn",
    "TeamOut",
    "TeamPage",
    "TermChangeIn",
    "TermIn",
    "TermKind",
    "TermOut",
    "TermPage",
    "TextIn",
    "ThemeChange",
    "ThemeChangeOut",
    "ThemeChangeOutBasis",
    "ThemeIn",
    "ThemeInStateType0",
    "ThemeNameOut",
    "ThemeOut",
    "ThemePartOut",
    "ThemePartOutStandsOutType0",
    "ThemePartsOut",
    "ThemePointOut",
    "ThemePrecisionOut",
    "ThemeRefOut",
    "ThemeState",
    "TopicChangeIn",
    "TopicIn",
    "TopicOut",
    "TopicPage",
    "TopicStretchOut",
    "TopicStretchPage",
    "TopicTrendOut",
    "TrackerChange",
    "TrackerIn",
    "TrackerOut",
    "TrackerPage",
    "TrackerPointOut",
    "TrackerState",
    "TrackerTrendOut",
    "TranscriptOut",
    "TrendOut",
    "TrendPointOut",
    "TurnAroundOut",
    "TurnOut",
    "UploadOut",
    "UploadPage",
    "VerdictIn",
    "VerdictInVerdict",
    "VersionOut",
    "VersionPage",
    "ViewAnswerOut",
    "ViewChangeIn",
    "ViewIn",
    "ViewOut",
    "ViewPage",
    "WordOut",
)
