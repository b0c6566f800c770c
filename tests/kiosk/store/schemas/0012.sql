BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0012');
CREATE TABLE bill_days (
            method TEXT NOT NULL,
            day TEXT NOT NULL,
            source TEXT NOT NULL,
            file_name TEXT NOT NULL,
            file_sha256 TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (method, day)
        ) STRICT;
INSERT INTO "bill_days" VALUES('wechat','1970-01-01','bill','wechat-1970-01-01.csv.gz','00',1,1790000000000);
CREATE TABLE bill_findings (
            method TEXT NOT NULL,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            order_number TEXT NOT NULL,
            refund_number TEXT NOT NULL,
            copy INTEGER NOT NULL,
            found TEXT NOT NULL,
            sale TEXT NOT NULL,
            machine TEXT NOT NULL,
            ours_fen INTEGER,
            theirs_fen INTEGER,
            deed TEXT NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (method, day, kind, order_number, refund_number, copy)
        ) STRICT;
INSERT INTO "bill_findings" VALUES('wechat','1970-01-01','payment','K0000001A','',0,'ok','K0000001','K1',750,750,'nothing','');
CREATE TABLE documents (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT,
            unread TEXT,
            round INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT;
INSERT INTO "documents" VALUES('faq','nothing_fell',7,'{"zh_CN":"没有掉落"}',NULL,1);
CREATE TABLE effects (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        step INTEGER NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "effects" VALUES(1,'K0000001',1,'create:K0000001A','CreatePayment','{"type":"CreatePayment","attempt":"K0000001A"}',2000);
INSERT INTO "effects" VALUES(2,'K0000001',1,'arm:pay:','ArmDeadline','{"type":"ArmDeadline","timer":"pay","subject":""}',2000);
INSERT INTO "effects" VALUES(3,'K0000001',2,'query:K0000001A','QueryPayment','{"type":"QueryPayment","attempt":"K0000001A"}',2000);
INSERT INTO "effects" VALUES(4,'K0000001',3,'vend:K0000001:0:1','Vend','{"type":"Vend","sale":"K0000001","line":0,"turn":1,"lane":"A1","motor":1}',2000);
INSERT INTO "effects" VALUES(5,'K0000001',3,'arm:vend:0','ArmDeadline','{"type":"ArmDeadline","timer":"vend","subject":"0"}',2000);
INSERT INTO "effects" VALUES(6,'K0000001',4,'vend:K0000001:1:1','Vend','{"type":"Vend","sale":"K0000001","line":1,"turn":1,"lane":"A2","motor":2}',2000);
INSERT INTO "effects" VALUES(7,'K0000001',4,'arm:vend:1','ArmDeadline','{"type":"ArmDeadline","timer":"vend","subject":"1"}',2000);
INSERT INTO "effects" VALUES(8,'K0000002',1,'create:K0000002A','CreatePayment','{"type":"CreatePayment","attempt":"K0000002A"}',2000);
INSERT INTO "effects" VALUES(9,'K0000002',1,'arm:pay:','ArmDeadline','{"type":"ArmDeadline","timer":"pay","subject":""}',2000);
INSERT INTO "effects" VALUES(10,'K0000002',2,'query:K0000002A','QueryPayment','{"type":"QueryPayment","attempt":"K0000002A"}',2000);
INSERT INTO "effects" VALUES(11,'K0000002',3,'vend:K0000002:0:1','Vend','{"type":"Vend","sale":"K0000002","line":0,"turn":1,"lane":"A1","motor":1}',2000);
INSERT INTO "effects" VALUES(12,'K0000002',3,'arm:vend:0','ArmDeadline','{"type":"ArmDeadline","timer":"vend","subject":"0"}',2000);
INSERT INTO "effects" VALUES(13,'K0000002',4,'vend:K0000002:1:1','Vend','{"type":"Vend","sale":"K0000002","line":1,"turn":1,"lane":"A2","motor":2}',2000);
INSERT INTO "effects" VALUES(14,'K0000002',4,'arm:vend:1','ArmDeadline','{"type":"ArmDeadline","timer":"vend","subject":"1"}',2000);
INSERT INTO "effects" VALUES(15,'K0000002',5,'refund:K0000002R0','SendRefund','{"type":"SendRefund","refund":"K0000002R0","attempt":"K0000002A","amount_fen":300}',2000);
INSERT INTO "effects" VALUES(16,'K0000002',5,'arm:refund_give_up:K0000002R0','ArmDeadline','{"type":"ArmDeadline","timer":"refund_give_up","subject":"K0000002R0"}',2000);
INSERT INTO "effects" VALUES(17,'K0000003',1,'create:K0000003A','CreatePayment','{"type":"CreatePayment","attempt":"K0000003A"}',2000);
INSERT INTO "effects" VALUES(18,'K0000003',1,'arm:pay:','ArmDeadline','{"type":"ArmDeadline","timer":"pay","subject":""}',2000);
INSERT INTO "effects" VALUES(19,'K0000003',2,'query:K0000003A','QueryPayment','{"type":"QueryPayment","attempt":"K0000003A"}',2000);
INSERT INTO "effects" VALUES(20,'K0000003',3,'vend:K0000003:0:1','Vend','{"type":"Vend","sale":"K0000003","line":0,"turn":1,"lane":"A1","motor":1}',2000);
INSERT INTO "effects" VALUES(21,'K0000003',3,'arm:vend:0','ArmDeadline','{"type":"ArmDeadline","timer":"vend","subject":"0"}',2000);
CREATE TABLE incidents (
        id INTEGER PRIMARY KEY NOT NULL,
        code TEXT NOT NULL,
        subject TEXT NOT NULL,
        severity TEXT NOT NULL,
        text TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        cleared_ms INTEGER
    ) STRICT;
CREATE TABLE kept (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "kept" VALUES('till','{"levels": "{\"tubes\":[[50,4,0],[100,5,0]],\"bills\":3}", "is_counted": true, "attempt": "", "amount_fen": 0, "credit_fen": 0, "credit_ms": 1790000100002, "dues": [], "cards": [], "serial": 1, "last": "", "last_ms": 0, "last_taken": false}',1790000100003);
CREATE TABLE lanes (
        label TEXT NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        motor INTEGER NOT NULL,
        sku TEXT NOT NULL,
        capacity INTEGER NOT NULL,
        stock INTEGER NOT NULL,
        par INTEGER NOT NULL,
        board INTEGER NOT NULL,
        best_before TEXT NOT NULL
    , for_priority INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "lanes" VALUES('A1',0,1,'tea',8,3,0,0,'',0);
INSERT INTO "lanes" VALUES('A2',1,2,'cola',8,7,0,0,'',0);
CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "outbox" VALUES(1,'sale','{"number":"K0000001","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(2,'sale','{"number":"K0000001","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(3,'sale','{"number":"K0000001","stage":"vending"}',2000);
INSERT INTO "outbox" VALUES(4,'sale','{"number":"K0000001","stage":"vending"}',2000);
INSERT INTO "outbox" VALUES(5,'sale','{"number":"K0000001","stage":"closed"}',2000);
INSERT INTO "outbox" VALUES(6,'sale','{"number":"K0000002","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(7,'sale','{"number":"K0000002","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(8,'sale','{"number":"K0000002","stage":"vending"}',2000);
INSERT INTO "outbox" VALUES(9,'sale','{"number":"K0000002","stage":"vending"}',2000);
INSERT INTO "outbox" VALUES(10,'sale','{"number":"K0000002","stage":"refunding"}',2000);
INSERT INTO "outbox" VALUES(11,'sale','{"number":"K0000002","stage":"closed"}',2000);
INSERT INTO "outbox" VALUES(12,'sale','{"number":"K0000003","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(13,'sale','{"number":"K0000003","stage":"paying"}',2000);
INSERT INTO "outbox" VALUES(14,'sale','{"number":"K0000003","stage":"vending"}',2000);
CREATE TABLE payment_orders (
        number TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        method TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        currency TEXT NOT NULL,
        description TEXT NOT NULL,
        machine TEXT NOT NULL,
        created_at_s INTEGER NOT NULL,
        expires_at_s INTEGER NOT NULL
    , scanned INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "payment_orders" VALUES('K0000001A','K0000001','wechat',750,'CNY','tea','K1',1000,2000,0);
INSERT INTO "payment_orders" VALUES('K0000002A','K0000002','wechat',750,'CNY','tea','K1',1000,2000,0);
INSERT INTO "payment_orders" VALUES('K0000003A','K0000003','wechat',750,'CNY','tea','K1',1000,2000,0);
CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            pin_hash TEXT NOT NULL,
            must_change INTEGER NOT NULL,
            active INTEGER NOT NULL,
            origin TEXT NOT NULL,
            failures INTEGER NOT NULL,
            locked_until_ms INTEGER NOT NULL,
            changed_at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "people" VALUES('P1','王芳','manager','$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA',1,1,'machine',0,0,1790000000000);
CREATE TABLE pickup_entries (
            id INTEGER PRIMARY KEY NOT NULL,
            what TEXT NOT NULL,
            code TEXT NOT NULL,
            attempt TEXT NOT NULL REFERENCES payment_orders (number),
            refund TEXT NOT NULL,
            units TEXT NOT NULL,
            amount_fen INTEGER NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
CREATE TABLE postings (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        step INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        account TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        what TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "postings" VALUES(1,'K0000001',3,0,'gateway:wechat',750,'payment K0000001A',2000);
INSERT INTO "postings" VALUES(2,'K0000001',3,0,'customer',-750,'payment K0000001A',2000);
INSERT INTO "postings" VALUES(3,'K0000001',4,0,'customer',450,'line 0 delivered',2000);
INSERT INTO "postings" VALUES(4,'K0000001',4,0,'goods',-450,'line 0 delivered',2000);
INSERT INTO "postings" VALUES(5,'K0000001',5,0,'customer',300,'line 1 delivered',2000);
INSERT INTO "postings" VALUES(6,'K0000001',5,0,'goods',-300,'line 1 delivered',2000);
INSERT INTO "postings" VALUES(7,'K0000002',3,0,'gateway:wechat',750,'payment K0000002A',2000);
INSERT INTO "postings" VALUES(8,'K0000002',3,0,'customer',-750,'payment K0000002A',2000);
INSERT INTO "postings" VALUES(9,'K0000002',4,0,'customer',450,'line 0 delivered',2000);
INSERT INTO "postings" VALUES(10,'K0000002',4,0,'goods',-450,'line 0 delivered',2000);
INSERT INTO "postings" VALUES(11,'K0000002',5,0,'customer',300,'line 1 not_delivered',2000);
INSERT INTO "postings" VALUES(12,'K0000002',5,0,'refund_due',-300,'line 1 not_delivered',2000);
INSERT INTO "postings" VALUES(13,'K0000002',6,0,'refund_due',300,'refund K0000002R0',2000);
INSERT INTO "postings" VALUES(14,'K0000002',6,0,'gateway:wechat',-300,'refund K0000002R0',2000);
INSERT INTO "postings" VALUES(15,'K0000003',3,0,'gateway:wechat',750,'payment K0000003A',2000);
INSERT INTO "postings" VALUES(16,'K0000003',3,0,'customer',-750,'payment K0000003A',2000);
CREATE TABLE promotion_uses (
            id INTEGER NOT NULL PRIMARY KEY,
            sale TEXT NOT NULL REFERENCES sales (number),
            promotion TEXT NOT NULL,
            customer TEXT NOT NULL,
            uses INTEGER NOT NULL,
            is_back INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            CONSTRAINT uses_count CHECK (uses > 0)
        ) STRICT;
INSERT INTO "promotion_uses" VALUES(1,'K0000001','tea-second','',1,0,1000);
CREATE TABLE ratings (
            sale TEXT NOT NULL REFERENCES sales (number),
            subject TEXT NOT NULL,
            value INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (sale, subject)
        ) STRICT;
INSERT INTO "ratings" VALUES('K0000001','',5,1790000100000);
INSERT INTO "ratings" VALUES('K0000001','sku:tea',4,1790000100000);
CREATE TABLE refund_orders (
        number TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        payment TEXT NOT NULL REFERENCES payment_orders (number),
        amount_fen INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "refund_orders" VALUES('K0000002R0','K0000002','K0000002A',300,'not delivered',2000);
CREATE TABLE sale_notes (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
CREATE TABLE sale_steps (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        seq INTEGER NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    , rules INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO "sale_steps" VALUES(1,'K0000001',0,'','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"open","attempts":[],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',1000,1);
INSERT INTO "sale_steps" VALUES(2,'K0000001',1,'{"type":"MethodChosen","method":"wechat"}','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"creating","code":"","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(3,'K0000001',2,'{"type":"PaymentReady","attempt":"K0000001A","code":"weixin://code"}','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"shown","code":"weixin://code","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(4,'K0000001',3,'{"type":"PaymentSeen","attempt":"K0000001A","amount_fen":750}','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"moving","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000001A"}',2000,1);
INSERT INTO "sale_steps" VALUES(5,'K0000001',4,'{"type":"VendResult","line":0,"turn":1,"fate":"delivered","nothing_moved":false,"spare_lane":"","spare_motor":0}','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"moving","turns":1}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000001A"}',2000,1);
INSERT INTO "sale_steps" VALUES(6,'K0000001',5,'{"type":"VendResult","line":1,"turn":1,"fate":"delivered","nothing_moved":false,"spare_lane":"","spare_motor":0}','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"delivered","turns":1}],"currency":"CNY","stage":"closed","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000001A"}',2000,1);
INSERT INTO "sale_steps" VALUES(7,'K0000002',0,'','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"open","attempts":[],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',1000,1);
INSERT INTO "sale_steps" VALUES(8,'K0000002',1,'{"type":"MethodChosen","method":"wechat"}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"creating","code":"","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(9,'K0000002',2,'{"type":"PaymentReady","attempt":"K0000002A","code":"weixin://code"}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"shown","code":"weixin://code","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(10,'K0000002',3,'{"type":"PaymentSeen","attempt":"K0000002A","amount_fen":750}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"moving","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000002A"}',2000,1);
INSERT INTO "sale_steps" VALUES(11,'K0000002',4,'{"type":"VendResult","line":0,"turn":1,"fate":"delivered","nothing_moved":false,"spare_lane":"","spare_motor":0}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"moving","turns":1}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000002A"}',2000,1);
INSERT INTO "sale_steps" VALUES(12,'K0000002',5,'{"type":"VendResult","line":1,"turn":1,"fate":"not_delivered","nothing_moved":false,"spare_lane":"","spare_motor":0}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"not_delivered","turns":1}],"currency":"CNY","stage":"refunding","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[{"number":"K0000002R0","attempt":"K0000002A","amount_fen":300,"state":"sending"}],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000002A"}',2000,1);
INSERT INTO "sale_steps" VALUES(13,'K0000002',6,'{"type":"RefundSeen","refund":"K0000002R0"}','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"not_delivered","turns":1}],"currency":"CNY","stage":"closed","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[{"number":"K0000002R0","attempt":"K0000002A","amount_fen":300,"state":"done"}],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000002A"}',2000,1);
INSERT INTO "sale_steps" VALUES(14,'K0000003',0,'','{"number":"K0000003","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"open","attempts":[],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',1000,1);
INSERT INTO "sale_steps" VALUES(15,'K0000003',1,'{"type":"MethodChosen","method":"wechat"}','{"number":"K0000003","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000003A","method":"wechat","amount_fen":750,"state":"creating","code":"","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(16,'K0000003',2,'{"type":"PaymentReady","attempt":"K0000003A","code":"weixin://code"}','{"number":"K0000003","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"waiting","turns":0},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"paying","attempts":[{"number":"K0000003A","method":"wechat","amount_fen":750,"state":"shown","code":"weixin://code","asks":0,"paid_fen":0}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":""}',2000,1);
INSERT INTO "sale_steps" VALUES(17,'K0000003',3,'{"type":"PaymentSeen","attempt":"K0000003A","amount_fen":750}','{"number":"K0000003","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"moving","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000003A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000003A"}',2000,1);
CREATE TABLE sales (
        number TEXT NOT NULL PRIMARY KEY,
        stage TEXT NOT NULL,
        state TEXT NOT NULL,
        currency TEXT NOT NULL,
        opened_at_ms INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        truth_token TEXT NOT NULL,
        quote TEXT NOT NULL,
        steps INTEGER NOT NULL
    ) STRICT;
INSERT INTO "sales" VALUES('K0000002','closed','{"number":"K0000002","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"not_delivered","turns":1}],"currency":"CNY","stage":"closed","attempts":[{"number":"K0000002A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[{"number":"K0000002R0","attempt":"K0000002A","amount_fen":300,"state":"done"}],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000002A"}','CNY',1000,2000,'tttttttttttttttttttttttt','{"total": 750}',6);
INSERT INTO "sales" VALUES('K0000003','vending','{"number":"K0000003","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"moving","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"waiting","turns":0}],"currency":"CNY","stage":"vending","attempts":[{"number":"K0000003A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000003A"}','CNY',1000,2000,'tttttttttttttttttttttttt','{"total": 750}',3);
INSERT INTO "sales" VALUES('K0000001','closed','{"number":"K0000001","lines":[{"index":0,"sku":"tea","lane":"A1","motor":1,"amount_fen":450,"fate":"delivered","turns":1},{"index":1,"sku":"cola","lane":"A2","motor":2,"amount_fen":300,"fate":"delivered","turns":1}],"currency":"CNY","stage":"closed","attempts":[{"number":"K0000001A","method":"wechat","amount_fen":750,"state":"paid","code":"weixin://code","asks":0,"paid_fen":750}],"refunds":[],"present":true,"why":"","next_method":"","extensions":0,"funded_by":"K0000001A"}','CNY',1000,2000,'tttttttttttttttttttttttt','{"total": 750, "savings": [{"source": "promotion", "id": "tea-second", "times": 1}]}',5);
CREATE TABLE shops (
        version INTEGER PRIMARY KEY NOT NULL,
        source TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
CREATE TABLE stock_movements (
        id INTEGER PRIMARY KEY NOT NULL,
        lane TEXT NOT NULL,
        sku TEXT NOT NULL,
        delta INTEGER NOT NULL,
        units_before INTEGER NOT NULL,
        units_after INTEGER NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        sale TEXT REFERENCES sales (number),
        line INTEGER,
        at_ms INTEGER NOT NULL,
        CONSTRAINT stock_adds_up CHECK (units_after = units_before + delta)
    ) STRICT;
INSERT INTO "stock_movements" VALUES(1,'A1','tea',5,0,5,'planned','',NULL,NULL,1790000000000);
INSERT INTO "stock_movements" VALUES(2,'A2','cola',8,0,8,'planned','',NULL,NULL,1790000000000);
INSERT INTO "stock_movements" VALUES(3,'A1','tea',-1,5,4,'sold','','K0000001',0,2000);
INSERT INTO "stock_movements" VALUES(4,'A2','cola',-1,8,7,'sold','','K0000001',1,2000);
INSERT INTO "stock_movements" VALUES(5,'A1','tea',-1,4,3,'sold','','K0000002',0,2000);
CREATE TABLE tickets (
            number TEXT NOT NULL PRIMARY KEY,
            sale TEXT REFERENCES sales (number),
            kind TEXT NOT NULL,
            evidence TEXT NOT NULL,
            reply TEXT NOT NULL,
            opened_at_ms INTEGER NOT NULL,
            due_at_ms INTEGER NOT NULL,
            replied_at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "tickets" VALUES('T01KSVCXR1B7Q','K0000002','nothing_fell','{}','',1790000100000,1790086500000,0);
CREATE TABLE till_entries (
            id INTEGER PRIMARY KEY NOT NULL,
            what TEXT NOT NULL,
            attempt TEXT REFERENCES payment_orders (number),
            key TEXT NOT NULL,
            turn INTEGER NOT NULL,
            amount_fen INTEGER NOT NULL,
            word TEXT NOT NULL,
            levels TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "till_entries" VALUES(1,'counted',NULL,'',0,0,'','{"tubes":[[50,4,0],[100,5,0]],"bills":3}',1790000100001);
INSERT INTO "till_entries" VALUES(2,'money_in',NULL,'',0,100,'coin','{"tubes":[[50,4,0],[100,6,0]],"bills":3}',1790000100002);
INSERT INTO "till_entries" VALUES(3,'due',NULL,'stray.1',0,100,'back','',1790000100002);
INSERT INTO "till_entries" VALUES(4,'begun',NULL,'stray.1',1,100,'','{"tubes":[[50,4,0],[100,6,0]],"bills":3}',1790000100002);
INSERT INTO "till_entries" VALUES(5,'ended',NULL,'stray.1',1,100,'sure','{"tubes":[[50,4,0],[100,5,0]],"bills":3}',1790000100003);
CREATE TABLE trail (
        id INTEGER PRIMARY KEY NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        detail TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "trail" VALUES(1,'main.py','person.added','{"person": "王芳 (P1)", "role": "manager"}',1790000000000);
CREATE TABLE vend_outcomes (
        id INTEGER PRIMARY KEY NOT NULL,
        key TEXT NOT NULL REFERENCES vends (key),
        motor INTEGER NOT NULL,
        result TEXT NOT NULL,
        raw_code TEXT NOT NULL,
        text TEXT NOT NULL,
        nothing_moved INTEGER NOT NULL,
        fault_although_delivered INTEGER NOT NULL,
        block_lane INTEGER NOT NULL,
        run_ms INTEGER NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
CREATE TABLE vends (
        key TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        line INTEGER NOT NULL,
        turn INTEGER NOT NULL,
        lane TEXT NOT NULL,
        motor INTEGER NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT;
INSERT INTO "vends" VALUES('vend:K0000001:0:1','K0000001',0,1,'A1',1,2000);
INSERT INTO "vends" VALUES('vend:K0000001:1:1','K0000001',1,1,'A2',2,2000);
INSERT INTO "vends" VALUES('vend:K0000002:0:1','K0000002',0,1,'A1',1,2000);
INSERT INTO "vends" VALUES('vend:K0000002:1:1','K0000002',1,1,'A2',2,2000);
INSERT INTO "vends" VALUES('vend:K0000003:0:1','K0000003',0,1,'A1',1,2000);
CREATE INDEX sales_open ON sales (opened_at_ms) WHERE stage <> 'closed';
CREATE UNIQUE INDEX sale_steps_once ON sale_steps (sale, seq);
CREATE INDEX postings_sale ON postings (sale);
CREATE INDEX effects_sale ON effects (sale);
CREATE UNIQUE INDEX vends_once ON vends (sale, line, turn);
CREATE INDEX vend_outcomes_key ON vend_outcomes (key);
CREATE INDEX payment_orders_sale ON payment_orders (sale);
CREATE INDEX refund_orders_sale ON refund_orders (sale);
CREATE UNIQUE INDEX stock_movements_sold_once ON stock_movements (sale, line) WHERE reason = 'sold';
CREATE UNIQUE INDEX incidents_open_once ON incidents (code, subject) WHERE cleared_ms IS NULL;
CREATE TRIGGER sale_steps_no_update BEFORE UPDATE ON sale_steps BEGIN SELECT RAISE(ABORT, 'sale_steps is append-only'); END;
CREATE TRIGGER sale_steps_no_delete BEFORE DELETE ON sale_steps BEGIN SELECT RAISE(ABORT, 'sale_steps is append-only'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END;
CREATE TRIGGER effects_no_update BEFORE UPDATE ON effects BEGIN SELECT RAISE(ABORT, 'effects is append-only'); END;
CREATE TRIGGER effects_no_delete BEFORE DELETE ON effects BEGIN SELECT RAISE(ABORT, 'effects is append-only'); END;
CREATE TRIGGER vends_no_update BEFORE UPDATE ON vends BEGIN SELECT RAISE(ABORT, 'vends is append-only'); END;
CREATE TRIGGER vends_no_delete BEFORE DELETE ON vends BEGIN SELECT RAISE(ABORT, 'vends is append-only'); END;
CREATE TRIGGER vend_outcomes_no_update BEFORE UPDATE ON vend_outcomes BEGIN SELECT RAISE(ABORT, 'vend_outcomes is append-only'); END;
CREATE TRIGGER vend_outcomes_no_delete BEFORE DELETE ON vend_outcomes BEGIN SELECT RAISE(ABORT, 'vend_outcomes is append-only'); END;
CREATE TRIGGER payment_orders_no_update BEFORE UPDATE ON payment_orders BEGIN SELECT RAISE(ABORT, 'payment_orders is append-only'); END;
CREATE TRIGGER payment_orders_no_delete BEFORE DELETE ON payment_orders BEGIN SELECT RAISE(ABORT, 'payment_orders is append-only'); END;
CREATE TRIGGER refund_orders_no_update BEFORE UPDATE ON refund_orders BEGIN SELECT RAISE(ABORT, 'refund_orders is append-only'); END;
CREATE TRIGGER refund_orders_no_delete BEFORE DELETE ON refund_orders BEGIN SELECT RAISE(ABORT, 'refund_orders is append-only'); END;
CREATE TRIGGER sale_notes_no_update BEFORE UPDATE ON sale_notes BEGIN SELECT RAISE(ABORT, 'sale_notes is append-only'); END;
CREATE TRIGGER sale_notes_no_delete BEFORE DELETE ON sale_notes BEGIN SELECT RAISE(ABORT, 'sale_notes is append-only'); END;
CREATE TRIGGER stock_movements_no_update BEFORE UPDATE ON stock_movements BEGIN SELECT RAISE(ABORT, 'stock_movements is append-only'); END;
CREATE TRIGGER stock_movements_no_delete BEFORE DELETE ON stock_movements BEGIN SELECT RAISE(ABORT, 'stock_movements is append-only'); END;
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END;
CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales BEGIN SELECT RAISE(ABORT, 'sales are never deleted'); END;
CREATE TRIGGER sales_fixed BEFORE UPDATE OF number, currency, opened_at_ms, truth_token, quote ON sales BEGIN SELECT RAISE(ABORT, 'what a sale began with never changes'); END;
CREATE INDEX till_entries_attempt ON till_entries (attempt);
CREATE UNIQUE INDEX till_decided_once ON till_entries (attempt) WHERE what IN ('taken', 'closed');
CREATE UNIQUE INDEX till_done_once ON till_entries (what, key, turn) WHERE key <> '';
CREATE UNIQUE INDEX till_card_once ON till_entries (what, attempt, turn) WHERE what LIKE 'card%';
CREATE TRIGGER till_entries_no_update BEFORE UPDATE ON till_entries BEGIN SELECT RAISE(ABORT, 'till_entries is append-only'); END;
CREATE TRIGGER till_entries_no_delete BEFORE DELETE ON till_entries BEGIN SELECT RAISE(ABORT, 'till_entries is append-only'); END;
CREATE INDEX bill_findings_number ON bill_findings (order_number);
CREATE INDEX bill_findings_open ON bill_findings (method) WHERE deed IN ('to_ask', 'waits', 'person');
CREATE INDEX payment_orders_made ON payment_orders (method, created_at_s);
CREATE INDEX refund_orders_made ON refund_orders (at_ms);
CREATE UNIQUE INDEX promotion_uses_once ON promotion_uses (sale, promotion, is_back);
CREATE INDEX promotion_uses_customer ON promotion_uses (customer) WHERE customer <> '';
CREATE TRIGGER promotion_uses_no_update BEFORE UPDATE ON promotion_uses BEGIN SELECT RAISE(ABORT, 'promotion_uses is append-only'); END;
CREATE TRIGGER promotion_uses_no_delete BEFORE DELETE ON promotion_uses BEGIN SELECT RAISE(ABORT, 'promotion_uses is append-only'); END;
CREATE INDEX tickets_sale ON tickets (sale);
CREATE INDEX sales_opened ON sales (opened_at_ms);
CREATE UNIQUE INDEX people_name_once ON people (name) WHERE active = 1;
CREATE INDEX trail_at ON trail (at_ms);
CREATE INDEX pickup_entries_code ON pickup_entries (code);
CREATE UNIQUE INDEX pickup_decided_once ON pickup_entries (attempt) WHERE what IN ('taken', 'closed');
CREATE UNIQUE INDEX pickup_back_once ON pickup_entries (refund) WHERE refund <> '';
CREATE TRIGGER pickup_entries_no_update BEFORE UPDATE ON pickup_entries BEGIN SELECT RAISE(ABORT, 'pickup_entries is append-only'); END;
CREATE TRIGGER pickup_entries_no_delete BEFORE DELETE ON pickup_entries BEGIN SELECT RAISE(ABORT, 'pickup_entries is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',14);
COMMIT;
