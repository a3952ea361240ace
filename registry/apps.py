from django.apps import AppConfig

from registry.states import ImportState


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "职责清单"
    audit_labels = {
        "edition": "版次",
        "publish_edition": "公布清单版次",
        "year": "年份",
        "number": "编号",
        "size": "项数",
        "list_import": "导入清单",
        "upload_list": "上传清单文件",
        "settle_list": "核对清单文件",
        "confirm_list": "确认导入清单",
        "import_list": "导入清单",
        "resume_list": "重新开始导入",
        "drop_list": "放弃导入",
        "list_kind": "清单种类",
        "add_kind": "增加清单种类",
        "change_kind": "修改清单栏目",
        "columns": "栏数",
        "archived_case": "历史档案",
        "archive_case": "登记历史档案",
        "archive_cases": "从表格登记历史档案",
        "files": "文件数",
        "rows": "行数",
        "new": "新增",
        "changed": "有变化",
        "gone": "取消",
        "ends_missing": "清单中没有的按取消处理",
        **{state.value: state.label for state in ImportState},
        "service_guide": "办事指南",
        "write_guide": "更新办事指南",
        "feedback": "清单反馈",
        "receive_feedback": "收到清单反馈",
        "answer_feedback": "办结清单反馈",
    }
